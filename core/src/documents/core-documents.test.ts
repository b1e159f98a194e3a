import { existsSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { providerKinds } from "./fixtures.ts";
import type { JsonSchema } from "./json-schema.ts";
import { kindRegistry } from "./kind-registry.ts";
import { coreKinds } from "./kinds.ts";
import { createAjv, createValidator } from "./validate-specification.ts";

const kinds = coreKinds();
const all = [...kinds, ...providerKinds];
const registry = kindRegistry(all);
const titled = all.map((source) => ({ source, title: [source.kind, source.provider].filter(Boolean).join(" for ") }));

describe("core's own kinds", () => {
  it("are the folders that lie beside the sources", () => {
    const listed = kinds.map(({ schemaFile }) => dirname(schemaFile)).sort();

    expect(listed).toEqual(foldersWithSchema(documentsDirectory()).sort());
    expect(kinds.every(({ defaultsFile }) => existsSync(defaultsFile))).toBe(true);
  });
});

describe("a kind of core or of a provider", () => {
  it.each(titled)("$title is valid JSON schema (draft-07)", ({ source }) => {
    const { schema } = registry.definition(source.kind, source.provider) ?? {};

    expect(createAjv().validateSchema(schema as object)).toBe(true);
  });

  it.each(titled)("$title has defaults that satisfy it but for what only a user can give", ({ source }) => {
    const definition = registry.definition(source.kind, source.provider);

    const problems = definition ? createValidator().problems(definition, definition.defaults) : [];

    expect(problems.filter(({ code }) => code !== "missing-key")).toEqual([]);
  });

  it.each(titled)("$title describes every property and takes no unknown ones", ({ source }) => {
    const { schema } = registry.definition(source.kind, source.provider) ?? {};

    expect(flaws(schema as JsonSchema, source.kind)).toEqual([]);
  });
});

function documentsDirectory(): string {
  return dirname(dirname(kinds.find(({ kind }) => kind === "lambdastack-cluster")?.schemaFile ?? ""));
}

function foldersWithSchema(directory: string): string[] {
  const inside = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const below = inside
    .filter(({ name }) => name !== "fixtures")
    .flatMap(({ name }) => foldersWithSchema(`${directory}/${name}`));
  return existsSync(`${directory}/schema.yml`) ? [directory, ...below] : below;
}

function flaws(schema: JsonSchema, path: string): string[] {
  const own = Object.entries(schema.properties ?? {});
  const open = schema.properties && schema.additionalProperties !== false ? [`${path} is open`] : [];
  const silent = own.filter(([, one]) => !one.description).map(([key]) => `${path}.${key} has no description`);
  const items = schema.items && !Array.isArray(schema.items) ? [["[]", schema.items] as const] : [];
  const parts = [...own, ...items, ...Object.entries(schema.definitions ?? {})];
  return [...open, ...silent, ...parts.flatMap(([key, one]) => flaws(one, `${path}.${key}`))];
}
