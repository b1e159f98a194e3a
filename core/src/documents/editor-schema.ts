import type { KindSource } from "./document.ts";
import type { JsonSchema } from "./json-schema.ts";
import { type KindDefinition, kindRegistry } from "./kind-registry.ts";
import { toPlain } from "./located.ts";
import { withSecretReferences } from "./validate-specification.ts";

/**
 * One JSON schema (draft-07) for any document of a cluster, for editors that complete and check while one types. The
 * kind, and where it matters the provider, choose what `specification` may hold.
 */
export function editorSchema(kinds: readonly KindSource[], providers: readonly string[]): JsonSchema {
  const registry = kindRegistry(kinds);
  const cases = [...registry.names].sort().flatMap((kind) => {
    const special = providers.filter((provider) => kinds.some((one) => one.kind === kind && one.provider === provider));
    const choices = [...special, ...(registry.isKnown(kind, undefined) ? [undefined] : [])];
    return choices.flatMap((provider) => {
      const definition = registry.definition(kind, provider);
      return definition ? [{ definition, provider, others: provider === undefined ? special : [] }] : [];
    });
  });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "LambdaStack document",
    type: "object",
    additionalProperties: false,
    required: ["kind"],
    properties: header([...registry.names].sort(), providers),
    allOf: cases.map(chosen),
    definitions: Object.fromEntries(
      cases.map(({ definition, provider }) => [caseName(definition, provider), part(definition, provider)]),
    ),
  };
}

interface Case {
  definition: KindDefinition;
  provider: string | undefined;
  /** Providers with a schema of their own for this kind. */
  others: readonly string[];
}

function chosen({ definition, provider, others }: Case): JsonSchema {
  const ofProvider =
    provider === undefined ? { not: { required: ["provider"], properties: { provider: { enum: others } } } } : {};
  return {
    if: {
      required: ["kind", ...(provider === undefined ? [] : ["provider"])],
      properties: {
        kind: { const: definition.kind },
        ...(provider !== undefined && { provider: { const: provider } }),
      },
      ...(others.length > 0 && ofProvider),
    },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON schema
    then: { properties: { specification: { $ref: `#/definitions/${caseName(definition, provider)}` } } },
  };
}

/** A kind's schema, of documents as they are written, whose own definitions are found below its name. */
function part(definition: KindDefinition, provider: string | undefined): JsonSchema {
  const asWritten = withMergedLists(withoutDefaulted(definition.schema, toPlain(definition.defaults)));
  const { $schema: _, ...schema } = withSecretReferences(asWritten);
  const prefix = `#/definitions/${caseName(definition, provider)}/definitions/`;
  return JSON.parse(
    JSON.stringify(schema).replaceAll('"#/definitions/', JSON.stringify(prefix).slice(0, -1)),
  ) as JsonSchema;
}

/** What defaults say need not be written. */
function withoutDefaulted(schema: JsonSchema, defaults: unknown): JsonSchema {
  if (!isMap(defaults)) return schema;
  const { properties = {}, required = [], ...more } = schema;
  const inner = Object.entries(properties).map(([key, one]) => [key, withoutDefaulted(one, defaults[key])]);
  const isLeft = (key: string) => defaults[key] === undefined && properties[key]?.default === undefined;
  const left = required.filter(isLeft);
  return { ...more, properties: Object.fromEntries(inner), ...(left.length > 0 && { required: left }) };
}

/** A list with `- _merge: true` holds parts of items, which only what they are merged over makes whole. */
function withMergedLists<Part>(schema: Part): Part {
  if (Array.isArray(schema)) return schema.map(withMergedLists) as Part;
  if (!isMap(schema)) return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([key, one]) => [key, withMergedLists(one)]),
  ) as JsonSchema;
  const { items, ...list } = copy;
  if (copy.type !== "array" || !isMap(items) || !isMap(items.properties) || !items.properties.name) return copy as Part;
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON schema
  return { ...list, if: { contains: { required: ["_merge"] } }, then: {}, else: { items } } as Part;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function caseName({ kind }: KindDefinition, provider: string | undefined): string {
  return [...kind.split("/"), ...(provider === undefined ? [] : [provider])].join("-");
}

function header(kinds: readonly string[], providers: readonly string[]): Record<string, JsonSchema> {
  return {
    kind: { description: "What the document describes.", type: "string", examples: [...kinds] },
    name: { description: "Name among the documents of its kind; default when missing.", type: "string" },
    title: { description: "One line for people.", type: "string" },
    provider: { description: "Where machines come from.", type: "string", examples: [...providers] },
    version: { description: "Version of the document's form; 1.0.0 when missing.", type: "string" },
    based_on: { description: "Name of a document of this kind that this one is laid over.", type: "string" },
    specification: { description: "What is wanted.", type: "object" },
  };
}
