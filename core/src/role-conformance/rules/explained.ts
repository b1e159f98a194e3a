import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Rule } from "../rule.ts";

interface Schema {
  description?: string;
  properties?: Readonly<Record<string, Schema>>;
  items?: Schema;
}

/** Descriptions are what `template --all`, editors and error messages show. */
export const explained: Rule = {
  name: "explained",
  promise: "describes every field of its schema",
  problems({ role }) {
    if (role.schemaFile === undefined) return [];
    const schema = parse(readFileSync(role.schemaFile, "utf8")) as Schema;
    return silentFields(schema, "").map((field) => `The field ${field} of schema.yml has no description.`);
  },
};

function silentFields({ properties, items }: Schema, path: string): string[] {
  const named = Object.entries(properties ?? {}).map(([name, schema]) => ({ place: join(path, name), schema }));
  const below = named.flatMap(({ place, schema }) => silentFields(schema, place));
  const silent = named.filter(({ schema }) => !isExplained(schema)).map(({ place }) => place);
  return [...silent, ...below, ...(items ? silentFields(items, `${path}[]`) : [])];
}

/** A field that refers to a definition is described there. */
const isExplained = (schema: Schema): boolean => schema.description !== undefined || "$ref" in schema;

const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);
