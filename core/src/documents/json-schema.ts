/** The part of JSON schema (draft-07) that schemas of documents use, with our own two keywords. */
export interface JsonSchema {
  $schema?: string;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  items?: JsonSchema | JsonSchema[];
  required?: string[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  allOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  if?: JsonSchema;
  then?: JsonSchema;
  else?: JsonSchema;
  definitions?: Record<string, JsonSchema>;
  /** The text is moved to the cluster's secrets; a user may write `{secret: name}` instead. */
  sensitive?: boolean;
  /** The key, or at the top the whole document, is accepted and left out, with a warning that says this: what replaces it. */
  deprecationMessage?: string;
  [keyword: string]: unknown;
}

/** Every schema that says something about a value: the schema itself, what it refers to and its branches. */
export function branchesOf(schema: JsonSchema, root: JsonSchema): JsonSchema[] {
  const found = new Set<JsonSchema>();
  const open = [schema];
  for (let next = open.pop(); next; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const more = [referredTo(next.$ref, root), next.then, next.else];
    open.push(
      ...[...more, ...(next.allOf ?? []), ...(next.anyOf ?? []), ...(next.oneOf ?? [])].filter((one) => one != null),
    );
  }
  return [...found];
}

/** The schemas of one property of a map that the given schemas describe. */
export function propertySchemas(schemas: readonly JsonSchema[], key: string, root: JsonSchema): JsonSchema[] {
  return schemas.flatMap((schema) => ownPropertySchemas(schema, key)).flatMap((schema) => branchesOf(schema, root));
}

/** The schemas of the item at a place in a list that the given schemas describe. */
export function itemSchemas(schemas: readonly JsonSchema[], index: number, root: JsonSchema): JsonSchema[] {
  const items = schemas.map(({ items: one }) => (Array.isArray(one) ? one[index] : one)).filter((one) => one != null);
  return items.flatMap((schema) => branchesOf(schema, root));
}

/** Every type that the schemas allow; empty where they leave it open. */
export function typesOf(schemas: readonly JsonSchema[]): Set<string> {
  const named = schemas.flatMap(({ type }) => type ?? []);
  const valued = schemas.flatMap((schema) => [...(schema.enum ?? []), ...("const" in schema ? [schema.const] : [])]);
  return new Set([...named, ...valued.map((value) => typeof value)]);
}

function ownPropertySchemas(schema: JsonSchema, key: string): JsonSchema[] {
  const { properties, patternProperties = {}, additionalProperties } = schema;
  const own = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
  const matching = Object.entries(patternProperties).filter(([pattern]) => new RegExp(pattern, "u").test(key));
  const found = [...(own ? [own] : []), ...matching.map(([, one]) => one)];
  if (found.length === 0 && typeof additionalProperties === "object") return [additionalProperties];
  return found;
}

function referredTo(reference: string | undefined, root: JsonSchema): JsonSchema | undefined {
  if (reference === undefined) return undefined;
  if (reference === "#") return root;
  const steps = reference.replace(/^#\//, "").split("/");
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], root) as
    | JsonSchema
    | undefined;
}
