import { shellProgram, words } from "../shell/shell-program.ts";
import { occupiedPath } from "./errors.ts";
import type { Ensure } from "./resource.ts";
import type { Change, CompareContext, ResourceType } from "./resource-type.ts";
import { described, fields, path, unlessAbsent } from "./schema.ts";

export interface LinkProps {
  path: string;
  target?: string;
  ensure?: Ensure;
}

export interface ObservedLink {
  kind: "nothing" | "link" | "other";
  target?: string;
}

export const link: ResourceType<LinkProps, ObservedLink> = {
  name: "link",
  schema: fields(
    {
      path: described("Where the link stands.", path),
      target: described("What it points to.", { type: "string", pattern: "^[^\\u0000-\\u001f\\u007f]{1,4000}$" }),
    },
    ["path"],
    { description: "A symbolic link.", ...unlessAbsent({ required: ["target"] }) },
  ),
  identify: (props) => props.path,
  paths: (props) => [props.path],
  observe: (all) => observeLinks(all.map((props) => props.path)),
  read: readLinks,
  nothing: () => ({ kind: "nothing" }),
  compare: (props, observed, context) =>
    props.ensure === "absent" ? compareAbsent(props, observed) : comparePresent(props, observed, context),
  change: ({ path, target = "" }, { action }) => {
    if (action === "delete") return shellProgram({ path }, `${REFUSE_OTHERS}\nrm -f -- "$path"`);
    return shellProgram({ path, target }, PLACE);
  },
  readBack: ({ target }) => (target === undefined ? {} : { target }),
  record: ({ path, target }) => ({ path, target }),
  removable: true,
};

/** One line per path, `link`, `other` or `nothing`; then the targets of the links, base64 of NUL-ended words. */
function observeLinks(paths: readonly string[]): string {
  return `set --
for path in ${words(paths)}; do
  if [ -h "$path" ]; then echo link; set -- "$@" "$path"
  elif [ -e "$path" ]; then echo other
  else echo nothing; fi
done
[ "$#" -eq 0 ] || readlink -z -- "$@" | base64 -w0`;
}

function readLinks(output: string, all: readonly LinkProps[]): ObservedLink[] {
  const lines = output.split("\n");
  const targets = Buffer.from(lines[all.length] ?? "", "base64")
    .toString("utf8")
    .split("\0");
  let next = 0;
  return all.map((_, index) => {
    if (lines[index] === "link") return { kind: "link", target: targets[next++] ?? "" };
    return { kind: lines[index] === "nothing" ? "nothing" : "other" };
  });
}

const REFUSE_OTHERS = '[ -h "$path" ] || [ ! -e "$path" ] || fail "$path is not a symbolic link."';

const PLACE = `${REFUSE_OTHERS}
directory=\${path%/*}
[ -d "\${directory:=/}" ] || fail "The directory $directory of $path does not exist."
temporary=$directory/.lambdastack.link.$$
trap 'rm -f -- "$temporary"' EXIT
trap 'exit 143' HUP INT TERM
ln -sfT -- "$target" "$temporary"
mv -fT -- "$temporary" "$path"`;

function comparePresent(
  { path, target }: LinkProps,
  observed: ObservedLink,
  context: CompareContext,
): Change | undefined {
  if (observed.kind === "other" && !context.pendingPaths.has(path)) throw occupiedPath("link", path, "other");
  if (observed.kind === "link" && observed.target === target) return undefined;
  const action = observed.kind === "link" ? "update" : "create";
  return { action, differences: [{ field: "target", from: observed.target, to: target }] };
}

function compareAbsent({ path, target }: LinkProps, observed: ObservedLink): Change | undefined {
  if (observed.kind === "nothing") return undefined;
  if (target !== undefined && observed.target !== target) return undefined;
  if (observed.kind === "other") throw occupiedPath("link", path, "other");
  return { action: "delete", differences: [{ field: "target", from: observed.target }], destroys: true };
}
