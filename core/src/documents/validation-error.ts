import type { ErrorObject } from "ajv";
import type { JsonSchema } from "./json-schema.ts";
import { type LocatedMap, type Path, toPlain, valueAt } from "./located.ts";

/** What a specification was validated as. */
export interface Context {
  specification: LocatedMap;
  kind: string;
  /** The compiled schema. */
  schema: JsonSchema;
}

/** An error with what ajv could say itself, at the price of much more generated code for every schema. */
export interface Detailed extends ErrorObject {
  parentSchema: JsonSchema;
}

export function detailed(error: ErrorObject, { specification, schema }: Context): Detailed {
  const steps = error.schemaPath.split("/").slice(1).map(decodeURIComponent).map(unescapePointer);
  const parents = steps
    .slice(0, -1)
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], schema);
  const parentSchema = (parents ?? {}) as JsonSchema;
  const value = valueAt(specification, pathOf(error.instancePath));
  return { ...error, parentSchema, schema: parentSchema[error.keyword], data: value && toPlain(value) };
}

function unescapePointer(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** A JSON pointer as steps; digits are indexes only where a list stands, which looking up sorts out. */
export function pathOf(pointer: string): Path {
  const steps = pointer.split("/").slice(1);
  return steps.map((step) => {
    const text = unescapePointer(step);
    return /^\d+$/.test(text) ? Number(text) : text;
  });
}
