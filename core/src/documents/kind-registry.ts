import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { throwProblems } from "../errors/stack-error.ts";
import type { KindSource } from "./document.ts";
import { brokenSchema, unreadableFile } from "./errors.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { LocatedMap } from "./located.ts";
import { locatedFromYaml } from "./located-from-yaml.ts";
import { mergeMaps } from "./merge.ts";
import { readYaml } from "./yaml-syntax.ts";

/** A kind with its schema and defaults read. */
export interface KindDefinition {
  kind: string;
  owner: string;
  schemaFile: string;
  /** Parsed when first asked for. */
  readonly schema: JsonSchema;
  /** Whether the schema's text holds a keyword at all; a cheap question before parsing it. */
  mentions(keyword: string): boolean;
  defaults: LocatedMap;
}

export interface KindRegistry {
  names: ReadonlySet<string>;
  /** Reads schema and defaults at the first call for a kind and provider; undefined for what is not described. */
  definition(kind: string, provider: string | undefined): KindDefinition | undefined;
  isKnown(kind: string, provider: string | undefined): boolean;
}

/**
 * Looks kinds up. What a source says for one provider is added to what another says for all of them; of several
 * sources for the same kind and provider the last one counts, so a provider's folder replaces what core says of it.
 */
export function kindRegistry(sources: readonly KindSource[]): KindRegistry {
  const read = new Map<string, KindDefinition>();
  const sourcesFor = (kind: string, provider: string | undefined): KindSource[] => {
    const general = sources.findLast((source) => source.kind === kind && source.provider === undefined);
    const special = provider && sources.findLast((source) => source.kind === kind && source.provider === provider);
    return [general, special].filter((source) => typeof source === "object");
  };
  return {
    names: new Set(sources.map((source) => source.kind)),
    isKnown: (kind, provider) => sourcesFor(kind, provider).length > 0,
    definition(kind, provider) {
      const key = `${kind} ${provider ?? ""}`;
      const known = read.get(key) ?? join(sourcesFor(kind, provider).map(readKind));
      if (known) read.set(key, known);
      return known;
    },
  };
}

function readKind({ kind, owner, schemaFile, defaultsFile }: KindSource): KindDefinition {
  const text = readText(schemaFile);
  const mentions = (keyword: string) => text.includes(keyword);
  const defaults = readDefaults(defaultsFile);
  return define({ kind, owner, schemaFile, defaults, mentions }, () => parseSchema(schemaFile, text));
}

type Described = Pick<KindDefinition, "kind" | "owner" | "schemaFile" | "defaults" | "mentions">;

function define(described: Described, parseIt: () => JsonSchema): KindDefinition {
  let schema: JsonSchema | undefined;
  return {
    ...described,
    get schema() {
      schema ??= parseIt();
      return schema;
    },
  };
}

function parseSchema(file: string, text: string): JsonSchema {
  try {
    const schema: unknown = parse(text, { prettyErrors: false });
    if (typeof schema === "object" && schema !== null) return schema as JsonSchema;
  } catch (cause) {
    throw brokenSchema(file, cause);
  }
  throw brokenSchema(file, "it is no map");
}

function readDefaults(file: string): LocatedMap {
  const { source, documents, problems } = readYaml(file, readText(file));
  const document = documents[0];
  const located = document && locatedFromYaml(document, source, problems);
  throwProblems(problems, (count) => `${count} problems in ${file}`);
  const place = { source, start: 0, end: 0 };
  return located?.type === "map" ? located : { type: "map", entries: new Map(), place };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw unreadableFile(file, cause);
  }
}

function join([general, special]: KindDefinition[]): KindDefinition | undefined {
  if (!general || !special) return general;
  const defaults = mergeMaps(general.defaults, special.defaults, { problems: [], isTyped: () => true });
  const { kind, owner, schemaFile } = special;
  const mentions = (keyword: string) => general.mentions(keyword) || special.mentions(keyword);
  return define({ kind, owner, schemaFile, defaults, mentions }, () => joinSchemas(general.schema, special.schema));
}

function joinSchemas(general: JsonSchema, special: JsonSchema): JsonSchema {
  return {
    ...general,
    definitions: { ...general.definitions, ...special.definitions },
    properties: { ...general.properties, ...special.properties },
    required: [...(general.required ?? []), ...(special.required ?? [])],
  };
}
