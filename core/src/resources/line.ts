import { contentHash } from "../shell/content-hash.ts";
import { REFUSE_OTHERS, TEMPORARY_BESIDE } from "../shell/place-file.ts";
import { quote } from "../shell/quote.ts";
import { shellProgram } from "../shell/shell-program.ts";
import { brokenPattern, occupiedPath, unreadableCheck } from "./errors.ts";
import type { Ensure } from "./resource.ts";
import type { Change, CompareContext, ResourceType } from "./resource-type.ts";
import { described, fields, path, text } from "./schema.ts";

/** Exactly one line results: those that match are replaced by it; it is appended where none matches. */
export interface LineProps {
  path: string;
  line?: string;
  match?: string;
  ensure?: Ensure;
  /** In a removal by record: of the line that we wrote. */
  sha256?: string;
}

export interface ObservedLine {
  kind: "nothing" | "file" | "other" | "broken-pattern";
  /** Lines that match or are the wanted one. */
  found: readonly string[];
}

const oneLine = { type: "string", pattern: "^[^\\u0000\\n\\r]+$" };

export const line: ResourceType<LineProps, ObservedLine> = {
  name: "line",
  // A line given by reference could not be its own identity: it may be secret.
  schema: fields(
    {
      path: described("The file; made where it is missing.", path),
      line: described("The whole line.", { anyOf: [oneLine, ...text.anyOf.slice(1)] }),
      match: described(
        "Extended regular expression of the lines that this one replaces; itself when missing.",
        oneLine,
      ),
    },
    ["path", "line"],
    {
      description:
        "One line of a file that others keep. It replaces those that match, and is appended where none does.",
      anyOf: [{ properties: { line: { type: "string" } } }, { required: ["match"] }],
    },
  ),
  identify: ({ path, line, match }) => `${path}: ${match ?? line}`,
  paths: (props) => [props.path],
  observe: (all) => all.map(observeLine).join("\n"),
  read: readLines,
  nothing: () => ({ kind: "nothing", found: [] }),
  compare: (props, observed, context) => {
    if (observed.kind === "broken-pattern") throw brokenPattern(props.path, props.match ?? "");
    if (observed.kind === "other") throw occupiedPath("line", props.path, "other");
    return props.ensure === "absent"
      ? compareAbsent(props, observed, context)
      : comparePresent(props, observed, context);
  },
  change: (props, { action }) =>
    shellProgram(
      { path: props.path, line: props.line ?? "", pattern: pattern(props), exact: exactly(props.line ?? "") },
      action === "delete" ? REMOVE : REPLACE,
    ),
  readBack: ({ found }) => (found.length === 1 ? { line: found[0] } : {}),
  record: ({ path, line = "", match }) =>
    match === undefined ? { path, line } : { path, match, sha256: contentHash(line) },
  removable: true,
};

/** An extended regular expression that only this line matches. */
function exactly(text: string): string {
  return `^${text.replace(/[.[\]{}()*+?^$|\\]/g, "\\$&")}$`;
}

function pattern({ line = "", match }: LineProps): string {
  return match ?? exactly(line);
}

/** `= <kind>`, then every found line after a colon. */
function observeLine(props: LineProps): string {
  const patterns = [pattern(props), ...(props.line === undefined ? [] : [exactly(props.line)])];
  const expressions = patterns.map((expression) => `-e ${quote(expression)}`).join(" ");
  return `file=${quote(props.path)}
if [ -h "$file" ] || { [ -e "$file" ] && [ ! -f "$file" ]; }; then echo '= other'
elif [ ! -e "$file" ]; then echo '= nothing'
else
  found=$(LC_ALL=C grep -anE ${expressions} -- "$file" 2>/dev/null)
  if [ "$?" -gt 1 ]; then echo '= broken-pattern'; else printf '= file\\n%s\\n' "$found"; fi
fi`;
}

function readLines(output: string, all: readonly LineProps[]): ObservedLine[] {
  const parts = output.split(/^= /m).slice(1);
  if (parts.length !== all.length) throw unreadableCheck("line", output);
  return parts.map((part) => {
    const [kind, ...lines] = part.split("\n");
    const found = lines.filter((text) => text !== "").map((text) => text.slice(text.indexOf(":") + 1));
    return { kind: kind as ObservedLine["kind"], found };
  });
}

function comparePresent(props: LineProps, { kind, found }: ObservedLine, context: CompareContext): Change | undefined {
  const { line = "" } = props;
  if (found.length === 1 && found[0] === line) return undefined;
  const from = found.length === 0 ? undefined : found.join("\n");
  const difference = context.sensitive
    ? { field: "line", ...(from !== undefined && { from: "(sensitive)" }), to: "(sensitive)" }
    : { field: "line", from, to: line };
  return { action: kind === "nothing" ? "create" : "update", differences: [difference] };
}

function compareAbsent(
  { sha256 }: LineProps,
  { found }: ObservedLine,
  { sensitive }: CompareContext,
): Change | undefined {
  if (found.length === 0) return undefined;
  const isEdited = sha256 !== undefined && (found.length !== 1 || contentHash(found[0] ?? "") !== sha256);
  if (isEdited) return undefined;
  const from = sensitive || sha256 !== undefined ? "(not shown)" : found.join("\n");
  return { action: "delete", differences: [{ field: "line", from }], destroys: true };
}

const KEEP_RIGHTS =
  'chown --reference="$path" -- "$temporary"\nchmod --reference="$path" -- "$temporary"\nmv -fT -- "$temporary" "$path"';

const REMOVE = `${REFUSE_OTHERS}
[ -e "$path" ] || exit 0
${TEMPORARY_BESIDE}
export LC_ALL=C
grep -avE -e "$pattern" -- "$path" >"$temporary" || [ "$?" -eq 1 ]
${KEEP_RIGHTS}`;

/** The wanted line keeps its place where it already stands, else it takes that of the first that matches. */
const REPLACE = `${REFUSE_OTHERS}
${TEMPORARY_BESIDE}
export LC_ALL=C
if [ ! -e "$path" ]; then
  printf '%s\\n' "$line" >"$temporary"
  chmod 0644 -- "$temporary"
  mv -fT -- "$temporary" "$path"
  exit 0
fi
numbers() { grep -anE "$@" -- "$path" | sed 's/:.*//'; }
found=$(numbers -e "$pattern" -e "$exact")
if [ -z "$found" ]; then
  cat -- "$path" >"$temporary"
  [ ! -s "$path" ] || [ -z "$(tail -c 1 -- "$path")" ] || echo >>"$temporary"
  printf '%s\\n' "$line" >>"$temporary"
else
  place=$(numbers -e "$exact" | head -n 1)
  place=\${place:-$(printf '%s\\n' "$found" | head -n 1)}
  others=$(printf '%s\\n' "$found" | sed -e "/^$place\\$/d" -e 's/$/d/')
  { head -n "$((place - 1))" -- "$path"; printf '%s\\n' "$line"; tail -n "+$((place + 1))" -- "$path"; } | sed "$others" >"$temporary"
fi
${KEEP_RIGHTS}`;
