import type { JsonSchema } from "../../core/src/documents/json-schema.ts";
import { code, codes, table } from "./markdown.ts";

/** One field of a schema, nested ones by path: `frontend[].port`, `components.<name>.count`. */
export interface Field {
  path: string;
  schema: JsonSchema;
  isRequired: boolean;
  /** Undefined where there is none. */
  defaultValue: unknown;
}

/** Every field that a schema describes, in the schema's order. */
export function fieldsOf(schema: JsonSchema, defaults?: unknown): Field[] {
  return children({ schema, path: "", defaults, root: schema });
}

export function fieldsTable(fields: readonly Field[]): string {
  const rows = fields.map((field) => [code(field.path), typeText(field), defaultText(field), meaning(field)]);
  return table(["field", "type", "default", "meaning"], rows);
}

interface Place {
  schema: JsonSchema;
  path: string;
  defaults: unknown;
  root: JsonSchema;
}

function children({ schema, path, defaults, root }: Place): Field[] {
  const { properties = {}, additionalProperties, items, required = [] } = dereferenced(schema, root);
  const named = Object.entries(properties).flatMap(([name, one]) =>
    fieldAt(
      { schema: one, path: path ? `${path}.${name}` : name, defaults: memberOf(defaults, name), root },
      required.includes(name),
    ),
  );
  const others = typeof additionalProperties === "object" ? more(`${path}.<name>`, additionalProperties, root) : [];
  const item =
    items && !Array.isArray(items) ? children({ schema: items, path: `${path}[]`, defaults: undefined, root }) : [];
  return [...named, ...others, ...item];
}

function fieldAt(place: Place, isRequired: boolean): Field[] {
  const found = dereferenced(place.schema, place.root);
  const schema = withItems(found, place.root);
  const defaultValue = place.defaults ?? schema.default;
  return [{ path: place.path, schema, isRequired, defaultValue }, ...children(place)];
}

/** With what its items refer to put in their place. */
function withItems(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const { items } = schema;
  return items && !Array.isArray(items) ? { ...schema, items: dereferenced(items, root) } : schema;
}

/** The values of a map whose keys are the user's: a field of its own where there is something to say of it. */
function more(path: string, schema: JsonSchema, root: JsonSchema): Field[] {
  const { description, properties } = dereferenced(schema, root);
  return description || properties ? fieldAt({ schema, path, defaults: undefined, root }, false) : [];
}

/** A schema with what it refers to; what stands beside the reference goes first. */
function dereferenced({ $ref, ...own }: JsonSchema, root: JsonSchema): JsonSchema {
  if ($ref === undefined) return own;
  const target = root.definitions?.[$ref.replace("#/definitions/", "")];
  if (!target) throw new Error(`Schema "${root.title}" refers to ${$ref}, which it does not define.`);
  return { ...dereferenced(target, root), ...own };
}

const typeNames: Record<string, string> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "boolean",
  object: "map",
  array: "list",
  null: "nothing",
};

function typeText({ schema, isRequired, defaultValue }: Field): string {
  if (schema.deprecationMessage) return "";
  const words = typesOf(schema).join(" or ");
  return isRequired && defaultValue === undefined ? `${words}, **required**` : words;
}

function typesOf(schema: JsonSchema): string[] {
  const { type, items, anyOf, oneOf } = schema;
  const branches = anyOf ?? oneOf;
  if (schema.properties?.$tag) return ["reference"];
  if (type === undefined && branches) return [...new Set(branches.flatMap(typesOf))];
  const valued = [...(schema.enum ?? []), ...("const" in schema ? [schema.const] : [])];
  const types = type === undefined ? valued.map((value) => typeof value) : [type].flat();
  if (types.length === 0) return ["anything"];
  const of = items && !Array.isArray(items) ? listedOf(items) : "";
  return [...new Set(types)].map((name) => (name === "array" ? `list${of}` : (typeNames[name] ?? name)));
}

/** The kind of a list's items, where it is not written out below the list. */
function listedOf(items: JsonSchema): string {
  const names = typesOf(items);
  return names.length === 1 && names[0] !== "anything" ? ` of ${names[0]}s` : "";
}

function defaultText({ defaultValue }: Field): string {
  if (defaultValue === undefined) return "";
  if (Array.isArray(defaultValue) && defaultValue.length === 0) return "empty";
  if (Array.isArray(defaultValue) && isMap(defaultValue[0])) return "below";
  if (isMap(defaultValue)) return Object.keys(defaultValue).length === 0 ? "empty" : "";
  const text = typeof defaultValue === "string" ? defaultValue : JSON.stringify(defaultValue);
  if (text === "") return "empty";
  return text.length > 60 || text.includes("\n") ? "below" : code(text);
}

function meaning({ schema }: Field): string {
  const { description = "", deprecationMessage, sensitive } = schema;
  if (deprecationMessage) return `Accepted and left out. ${deprecationMessage}`;
  const kept = sensitive ? "Kept as a secret; `{secret: <name>}` names one." : "";
  return [description, allowed(schema), kept].filter((text) => text !== "").join(" ");
}

function allowed(schema: JsonSchema): string {
  const items = schema.items && !Array.isArray(schema.items) ? schema.items : {};
  const values = schema.enum ?? items.enum;
  return [
    values ? `One of ${codes(values.map(String))}.` : "",
    range(schema),
    formats[String(schema.format)] ?? "",
    patternText(schema.pattern),
  ]
    .filter((text) => text !== "")
    .join(" ");
}

const formats: Record<string, string> = {
  address: "An IP address.",
  cidr: "A network such as `10.1.0.0/16`.",
};

function range({ minimum, maximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}.`;
  if (minimum !== undefined) return `At least ${minimum}.`;
  return maximum === undefined ? "" : `At most ${maximum}.`;
}

/** Long expressions explain nothing; their descriptions do, and the published schema has them. */
function patternText(pattern: unknown): string {
  return typeof pattern === "string" && pattern.length <= 40 ? `Matches ${code(pattern)}.` : "";
}

function memberOf(value: unknown, name: string): unknown {
  return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
