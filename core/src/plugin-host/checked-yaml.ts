import type { ErrorObject, ValidateFunction } from "ajv";
import { type Document, isMap, isNode, LineCounter, parse, parseDocument } from "yaml";
import { didYouMean, nearest } from "../documents/suggestions.ts";
import { type SourceLocation, type StackError, throwProblems } from "../errors/stack-error.ts";

export type Path = readonly (string | number)[];

/** One thing that is wrong at a place of the file. */
export interface Finding {
  path: Path;
  message: string;
  hint?: string | undefined;
  /** The finding concerns this key of the mapping at `path`, not its value. */
  key?: string;
}

export interface YamlCheck<T> {
  file: string;
  text: string;
  validate: ValidateFunction<T>;
  /** Rules across fields, asked only when the schema holds. */
  rules?: (value: T) => Finding[];
  /** Slips that are told beside what the schema finds, so that nobody mends them one after the other. */
  typos?: (value: unknown) => Finding[];
  /** Where in the file the checked value stands; the whole file when missing. */
  within?: Path;
  /** For a file in another form that is YAML too, such as JSON. */
  parse?: (text: string) => unknown;
  /** Makes the error of one finding. */
  fail: (message: string, options: { hint: string | undefined; location: SourceLocation }) => StackError;
}

/**
 * The value of a YAML (or JSON) file that satisfies its schema and rules. Throws everything that is wrong at once,
 * each with its line and column. Positions are worked out only when something is wrong: parsing with them takes
 * twice as long.
 */
export function checkedYaml<T>(check: YamlCheck<T>): T {
  const value = parsed(check);
  const findings = findingsOf(check, value);
  if (findings.length > 0) throwFindings(check, findings);
  return value as T;
}

function parsed<T>(check: YamlCheck<T>): unknown {
  try {
    return at((check.parse ?? parse)(check.text), check.within ?? []);
  } catch (error) {
    throwSyntaxErrors(check);
    if (check.parse && error instanceof SyntaxError)
      throw check.fail(`${error.message}.`, { hint: undefined, location: { file: check.file } });
    throw error;
  }
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce((inner, key) => (inner as Record<string | number, unknown>)[key], value);

function findingsOf<T>({ validate, rules, typos }: YamlCheck<T>, value: unknown): Finding[] {
  const slips = typos?.(value) ?? [];
  if (!validate(value)) return [...slips, ...(validate.errors ?? []).map(schemaFinding)];
  return [...slips, ...(rules?.(value) ?? [])];
}

function throwSyntaxErrors<T>(check: YamlCheck<T>): void {
  const lines = new LineCounter();
  const { errors } = parseDocument(check.text, { lineCounter: lines, prettyErrors: false });
  const problems = errors.map(({ message, pos }) =>
    check.fail(message, { hint: undefined, location: locationOf(check, lines, pos) }),
  );
  throwProblems(problems, (count) => `${check.file} has ${count} errors of syntax.`);
}

function throwFindings<T>(check: YamlCheck<T>, findings: Finding[]): void {
  const lines = new LineCounter();
  const document = parseDocument(check.text, { lineCounter: lines });
  const problems = findings.map((finding) =>
    check.fail(finding.message, {
      hint: finding.hint,
      location: locationOf(check, lines, rangeOf(document, check.within ?? [], finding)),
    }),
  );
  throwProblems(problems, (count) => `${check.file} has ${count} errors.`);
}

function rangeOf(document: Document, within: Path, { path, key }: Finding): readonly [number, number] {
  const node = document.getIn([...within, ...path], true);
  const named = key !== undefined && isMap(node) ? node.items.find((pair) => String(pair.key) === key)?.key : node;
  const range = isNode(named) ? named.range : undefined;
  return range ? [range[0], range[1]] : [0, 0];
}

function locationOf(
  { file, text }: { file: string; text: string },
  lines: LineCounter,
  [from, to]: readonly [number, number],
): SourceLocation {
  const { line, col } = lines.linePos(from);
  const sourceLine = text.split("\n")[line - 1] ?? "";
  return {
    file,
    line: Math.max(1, line),
    column: Math.max(1, col),
    sourceLine,
    length: Math.max(1, Math.min(to - from, sourceLine.length - col + 1)),
  };
}

/** A finding of the schema in words. Needs `verbose: true` of Ajv. */
function schemaFinding(error: ErrorObject): Finding {
  const path = pathOf(error.instancePath);
  const where = path.length === 0 ? "" : ` in "${path.join(".")}"`;
  const what = path.length === 0 ? "The file" : `"${path.join(".")}"`;
  const received = JSON.stringify(error.data);
  const params = error.params as Record<string, unknown>;
  const parent = error.parentSchema as { description?: string; properties?: object };
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(params.additionalProperty);
      const known = Object.keys(parent.properties ?? {});
      return { path, key, message: `Unknown key "${key}"${where}.`, hint: didYouMean(key, known) };
    }
    case "propertyNames":
      return { path, key: String(params.propertyName), message: `"${params.propertyName}"${where} is no name.` };
    case "required":
      return { path, message: `"${params.missingProperty}"${where} is missing.` };
    case "enum": {
      const allowed = (params.allowedValues as unknown[]).map(String);
      const meant = nearest(String(error.data), allowed);
      const hint = meant === undefined ? undefined : `Did you mean "${meant}"?`;
      return { path, message: `${what} must be one of ${allowed.join(", ")}, received ${received}.`, hint };
    }
    case "type":
      return {
        path,
        message: `${what} must be of type ${[params.type].flat().join(" or ")}, received ${received}.`,
        hint: params.type === "string" && typeof error.data === "number" ? "Put it in quotes." : undefined,
      };
    default:
      return { path, message: `${what} must be ${parent.description ?? error.message}, received ${received}.` };
  }
}

const pathOf = (pointer: string): Path =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
