import type { ErrorObject } from "ajv";
import { StackError } from "../errors/stack-error.ts";
import type { JsonSchema } from "./json-schema.ts";
import { keyPlaceAt, locationOf, type Path, type Place, pathText, placeAt, valueAt, withoutText } from "./located.ts";
import { didYouMean, nearest, received } from "./suggestions.ts";
import { type Context, type Detailed, detailed, pathOf } from "./validation-error.ts";
import { formats, limitWords, typeNames } from "./validation-words.ts";

interface Wrong {
  message: string;
  hint?: string | undefined;
  place?: Place;
}

/** What ajv found, in words: where, what was received, what is allowed. */
export function validationProblems(errors: readonly ErrorObject[], context: Context): StackError[] {
  const told = errors.filter((error) => !isNoise(error, errors));
  const problems = told.map((error) => problemOf(detailed(error, context), context));
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = `${problem.location?.line}:${problem.location?.column} ${problem.message}`;
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}

/** `if` and `propertyNames` only repeat; of alternatives the deeper findings or else the summary are told. */
function isNoise(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  if (error.keyword === "if" || (error.keyword === "propertyNames" && all.length > 1)) return true;
  if (isAlternative(error))
    return all.some((other) => isBranchOf(other, error) && other.instancePath !== error.instancePath);
  return all.some(
    (other) => isAlternative(other) && isBranchOf(error, other) && error.instancePath === other.instancePath,
  );
}

function isAlternative({ keyword }: ErrorObject): boolean {
  return keyword === "anyOf" || keyword === "oneOf";
}

function isBranchOf(error: ErrorObject, alternative: ErrorObject): boolean {
  return error !== alternative && error.schemaPath.startsWith(`${alternative.schemaPath}/`);
}

function problemOf(error: Detailed, context: Context): StackError {
  const path = pathOf(error.instancePath);
  const sensitive = error.parentSchema.sensitive === true;
  const describe = descriptions[error.keyword] ?? describeOther;
  const wrong = describe({ error, path, name: pathText(["specification", ...path]), sensitive, ...context });
  const location = locationOf(wrong.place ?? placeAt(context.specification, path));
  return new StackError(codes[error.keyword] ?? "bad-value", `${wrong.message} (${context.kind})`, {
    hint: wrong.hint,
    location: sensitive ? withoutText(location) : location,
    ending: "invalid",
  });
}

interface Described extends Context {
  error: Detailed;
  path: Path;
  name: string;
  sensitive: boolean;
}

const codes: Record<string, string> = {
  additionalProperties: "unknown-key",
  required: "missing-key",
  type: "wrong-type",
  enum: "unknown-value",
};

const descriptions: Record<string, (described: Described) => Wrong> = {
  additionalProperties: unknownKey,
  required: missingKey,
  type: wrongType,
  enum: unknownValue,
  pattern: (described) => ({ ...cannotBe(described), ...badKeyPlace(described) }),
  format: (described) => ({ ...cannotBe(described), hint: formatHint(described.error) }),
  anyOf: noAlternative,
  oneOf: noAlternative,
};

function unknownKey({ error, path, name, specification }: Described): Wrong {
  const key = String(error.params.additionalProperty);
  const known = Object.keys(error.parentSchema.properties ?? {});
  const hint = didYouMean(
    key,
    known.filter((one) => !error.parentSchema.properties?.[one]?.deprecationMessage),
  );
  return { message: `Unknown key "${key}" in ${name}`, hint, place: keyPlaceAt(specification, [...path, key]) };
}

function missingKey({ error, path, name, specification }: Described): Wrong {
  const key = String(error.params.missingProperty);
  const schema = error.parentSchema.properties?.[key];
  const hint = schema?.description ? `${key}: ${schema.description}` : `Add \`${key}\`.`;
  return { message: `${name} has no "${key}"`, hint, place: keyPlaceAt(specification, path) };
}

function wrongType(described: Described): Wrong {
  const { error, path, name, specification } = described;
  const types = [error.params.type].flat().map(String);
  const value = valueAt(specification, path);
  const written = value?.type === "scalar" ? value.written : undefined;
  const what = described.sensitive ? "(sensitive)" : (written ?? received(error.data));
  const isQuotable = types.includes("string") && ["number", "boolean"].includes(typeof error.data);
  const quoted = described.sensitive ? "…" : (written ?? String(error.data));
  const hint = isQuotable ? `Quote it: "${quoted}".` : descriptionOf(error);
  return { message: `${name} must be ${types.map(typeName).join(" or ")}; received ${what}`, hint };
}

function unknownValue({ error, name, sensitive }: Described): Wrong {
  const allowed = (error.params.allowedValues as unknown[]).map(String);
  const what = sensitive ? "(sensitive)" : received(error.data);
  const near = typeof error.data === "string" ? nearest(error.data, allowed) : undefined;
  const hint =
    near === undefined ? `Allowed: ${allowed.join(", ")}.` : `Did you mean "${near}"? Allowed: ${allowed.join(", ")}.`;
  return { message: `${name} cannot be ${what}`, hint };
}

function cannotBe({ error, name, sensitive }: Described): Wrong {
  const what = sensitive ? "(sensitive)" : received(error.data);
  return {
    message: `${name} cannot be ${what}`,
    hint: descriptionOf(error) ?? `It must match ${error.params.pattern}.`,
  };
}

/** A pattern of `propertyNames` speaks of a key, not of a value. */
function badKeyPlace({ error, path, name, specification }: Described): Partial<Wrong> {
  if (error.propertyName === undefined) return {};
  const message = `The key ${received(error.propertyName)} is not allowed in ${name}`;
  return { message, place: keyPlaceAt(specification, [...path, error.propertyName]) };
}

function noAlternative({ error, name, sensitive }: Described): Wrong {
  const types = (error.schema as JsonSchema[]).flatMap(({ type, enum: values }) => values?.map(String) ?? type ?? []);
  const what = sensitive ? "(sensitive)" : received(error.data);
  const wanted =
    types.length > 0 ? ` must be ${[...new Set(types)].map(typeName).join(" or ")}` : " has no allowed form";
  return { message: `${name}${wanted}; received ${what}`, hint: descriptionOf(error) };
}

function describeOther({ error, name, sensitive }: Described): Wrong {
  const what = sensitive ? "(sensitive)" : received(error.data);
  return { message: `${name} ${limitText(error)}; received ${what}`, hint: descriptionOf(error) };
}

function limitText({ keyword, schema }: Detailed): string {
  if (keyword === "uniqueItems") return "holds an item twice";
  const words = limitWords[keyword];
  return words ? `${words} ${JSON.stringify(schema)}` : `does not satisfy "${keyword}" of its schema`;
}

function formatHint(error: Detailed): string {
  const format = String(error.params.format);
  return formats[format] ?? `Write it as ${format}.`;
}

function descriptionOf({ parentSchema }: Detailed): string | undefined {
  return parentSchema.description;
}

function typeName(type: string): string {
  return typeNames[type] ?? type;
}
