import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { StackError, throwProblems } from "../errors/stack-error.ts";
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
  schema: JsonSchema;
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

function readKind(source: KindSource): KindDefinition {
  const { kind, owner, schemaFile } = source;
  return { kind, owner, schemaFile, schema: readSchema(schemaFile), defaults: readDefaults(source.defaultsFile) };
}

function readSchema(file: string): JsonSchema {
  const schema: unknown = readOr(file, (text) => parse(text, { maxAliasCount: 100 }));
  if (typeof schema !== "object" || schema === null) throw brokenSchema(file, "it is no map");
  return schema as JsonSchema;
}

function readDefaults(file: string): LocatedMap {
  const { source, documents, problems } = readYaml(
    file,
    readOr(file, (text) => text),
  );
  const document = documents[0];
  const located = document && locatedFromYaml(document, source, problems);
  throwProblems(problems, (count) => `${count} problems in ${file}`);
  const place = { source, start: 0, end: 0 };
  return located?.type === "map" ? located : { type: "map", entries: new Map(), place };
}

function readOr<Result>(file: string, read: (text: string) => Result): Result {
  try {
    return read(readFileSync(file, "utf8"));
  } catch (cause) {
    if (cause instanceof StackError) throw cause;
    throw (cause as NodeJS.ErrnoException).syscall ? unreadableFile(file, cause) : brokenSchema(file, cause);
  }
}

function join([general, special]: KindDefinition[]): KindDefinition | undefined {
  if (!general || !special) return general;
  const { properties, required = [], ...rest } = special.schema;
  const schema = {
    ...general.schema,
    ...(rest.definitions && { definitions: { ...general.schema.definitions, ...rest.definitions } }),
    properties: { ...general.schema.properties, ...properties },
    required: [...(general.schema.required ?? []), ...required],
  };
  const defaults = mergeMaps(general.defaults, special.defaults, { problems: [], isTyped: () => true });
  return { ...special, schemaFile: special.schemaFile, schema, defaults };
}
