import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { closest, distance } from "fastest-levenshtein";
import { hasUnknown } from "./unknown-value.ts";

/** One thing that is wrong with the fields of a resource, and what may have been meant. */
export interface Finding {
  message: string;
  hint?: string;
}

/** A compiled schema belongs to its schema object for as long as that lives; compiling costs milliseconds each. */
const compiled = new WeakMap<object, ValidateFunction>();

/** Everything in which fields differ from their type's schema. Values that are not known yet are let pass. */
export function validateProps(schema: object, props: Readonly<Record<string, unknown>>): Finding[] {
  const validate = compiled.get(schema) ?? compile(schema);
  if (validate(props)) return [];
  const errors = (validate.errors ?? []).filter((error) => !hasUnknown(error.data) || error.instancePath === "");
  return errors.filter(isTelling).map((error) => describe(error, schema));
}

/** The names a word may stand for; undefined where none is near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const candidate = closest(word, names as string[]);
  return distance(word, candidate) <= Math.max(2, Math.floor(word.length / 3)) ? candidate : undefined;
}

/** Types bring their schemas, and each is used for a few resources: checking and optimising them costs more than it saves. */
const OPTIONS = {
  allErrors: true,
  verbose: true,
  strict: false,
  validateSchema: false,
  meta: false,
  code: { optimize: false },
};

function compile(schema: object): ValidateFunction {
  const validate = new Ajv(OPTIONS).compile(schema);
  compiled.set(schema, validate);
  return validate;
}

/** `if` only repeats what its branch has already said. */
function isTelling({ keyword }: ErrorObject): boolean {
  return keyword !== "if";
}

function describe(error: ErrorObject, schema: object): Finding {
  if (error.keyword === "additionalProperties") return describeUnknownField(error, schema);
  const field = error.instancePath.slice(1).replaceAll("/", ".");
  const allowed = error.keyword === "enum" ? `: ${(error.params.allowedValues as unknown[]).join(", ")}` : "";
  const message = `${error.message ?? "is invalid"}${allowed}`;
  return { message: field === "" ? message : `field ${field} ${message}, received ${shorten(error.data)}` };
}

function describeUnknownField(error: ErrorObject, schema: object): Finding {
  const field = String(error.params.additionalProperty);
  const within = error.instancePath === "" ? "" : ` in ${error.instancePath.slice(1).replaceAll("/", ".")}`;
  const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? schema);
  const suggestion = nearest(field, known);
  const message = `unknown field "${field}"${within}`;
  return suggestion === undefined ? { message } : { message, hint: `Did you mean "${suggestion}"?` };
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
