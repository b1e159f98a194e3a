import type { StackError } from "../errors/stack-error.ts";
import type { Document, DocumentWarning, Manifest } from "./document.ts";
import { branchesOf, type JsonSchema, propertySchemas } from "./json-schema.ts";
import type { KindRegistry } from "./kind-registry.ts";
import { type Located, type LocatedMap, toPlain } from "./located.ts";
import { deepFreeze } from "./manifest.ts";
import { isTemplate } from "./merge-documents.ts";
import type { RuleContext } from "./rules/index.ts";
import { extractSecrets } from "./sensitive-fields.ts";
import type { Validator } from "./validate-specification.ts";

export interface CompletedManifest {
  manifest: Manifest;
  secrets: Record<string, string>;
  problems: StackError[];
  warnings: DocumentWarning[];
}

interface Completing {
  context: RuleContext;
  registry: KindRegistry;
  validator: Validator;
  provider: string | undefined;
}

interface Entry {
  document: Document;
  merged: LocatedMap;
}

/** The user's documents, the cluster first, and those that roles and the provider need and nobody wrote, without sensitive texts. */
export function manifestOf(completing: Completing): CompletedManifest {
  const { context } = completing;
  const written = context.documents.filter(
    (one) => one !== context.cluster && (one.isValid || !isTemplate(one.source)),
  );
  const added = [
    ...sharedConfiguration(completing),
    ...infrastructureDefaults(completing),
    ...roleConfigurations(completing),
  ];
  const entries = [clusterEntry(context), ...written, ...added.map(({ entry }) => entry)];
  const extracted = entries.map(({ document, merged }) => extractFrom({ document, merged }, completing));
  const documents = extracted.map(({ document }) => document);
  const [cluster] = documents;
  if (!cluster) throw new Error("a manifest begins with its cluster");
  return {
    manifest: deepFreeze({ cluster, documents }),
    secrets: Object.assign({}, ...extracted.map(({ secrets }) => secrets)),
    problems: added.flatMap(({ problems }) => problems),
    warnings: extracted.flatMap(({ warnings }) => warnings),
  };
}

/** The cluster with the counts and configuration names that are in force. */
function clusterEntry({ cluster, machinesAreGiven }: RuleContext): Entry {
  const place = cluster.merged.place;
  const components = cluster.merged.entries.get("components");
  if (components?.value.type !== "map") return cluster;
  const filled = [...components.value.entries].map(([name, entry]) => {
    if (entry.value.type !== "map") return [name, entry] as const;
    const entries = new Map(entry.value.entries);
    const listed = entries.get("machines")?.value;
    const machines = listed?.type === "list" ? listed.items.length : 0;
    const written = entries.get("count")?.value;
    const count = written?.type === "scalar" ? Number(written.value) : machines || 1;
    const used = machinesAreGiven && count > 0 ? Math.max(count, machines) : count;
    entries.set("count", { key: place, value: { type: "scalar", value: used, place } });
    if (!entries.has("configuration")) {
      entries.set("configuration", { key: place, value: { type: "scalar", value: "default", place } });
    }
    return [name, { ...entry, value: { ...entry.value, entries } }] as const;
  });
  const entries = new Map(cluster.merged.entries);
  entries.set("components", { ...components, value: { ...components.value, entries: new Map(filled) } });
  return { document: cluster.document, merged: { ...cluster.merged, entries } };
}

interface Added {
  entry: Entry;
  problems: StackError[];
}

function sharedConfiguration(completing: Completing): Added[] {
  const kind = "configuration/shared-config";
  return isWritten(completing.context, kind, "default") ? [] : addDefault({ kind, name: "default" }, completing);
}

/** What the provider takes where no document says otherwise; a kind that only users can describe has no such document. */
function infrastructureDefaults(completing: Completing): Added[] {
  const { context, registry, provider } = completing;
  const kinds = [...registry.names].filter((kind) => kind.startsWith("infrastructure/")).sort();
  return kinds.flatMap((kind) => {
    const definition = registry.definition(kind, provider);
    const isTaken = isWritten(context, kind, "default");
    if (!definition || isTaken || definition.defaults.entries.size === 0) return [];
    if (lacksRequired(definition.schema, definition.defaults)) return [];
    return addDefault({ kind, name: "default" }, completing);
  });
}

/** For every component and role one document named as the component's `configuration` says. */
function roleConfigurations(completing: Completing): Added[] {
  const { components, roles } = completing.context;
  const wanted = Object.entries(components).flatMap(([component, { configuration }]) =>
    (roles[component] ?? []).map((role) => ({ kind: `configuration/${role}`, name: configuration })),
  );
  const unique = [...new Map(wanted.map((one) => [`${one.kind} ${one.name}`, one])).values()];
  const missing = unique.filter(({ kind, name }) => !isWritten(completing.context, kind, name));
  return missing.flatMap((one) => addDefault(one, completing));
}

function isWritten({ documents }: RuleContext, kind: string, name: string): boolean {
  return documents.some(({ source }) => source.kind === kind && source.name === name);
}

/** The user's document named default under another name, or else the kind's defaults. */
function addDefault({ kind, name }: { kind: string; name: string }, completing: Completing): Added[] {
  const { context, registry, validator, provider } = completing;
  const definition = registry.definition(kind, provider);
  const fallback = context.documents.find(({ source }) => source.kind === kind && source.name === "default");
  const merged = fallback?.merged ?? definition?.defaults;
  if (!merged) return [];
  const document = { kind, name, version: "1.0.0", specification: toPlain(merged) as Document["specification"] };
  const isInDoubt = definition?.mentions("required") && !fallback && lacksRequired(definition.schema, merged);
  const problems = definition && isInDoubt ? validator.problems(definition, merged) : [];
  return [{ entry: { document, merged }, problems }];
}

/**
 * Defaults satisfy their schema (a test of their owner checks that) but for what only a user can give. Looking for that
 * saves compiling a schema for each role that nobody configured.
 */
function lacksRequired(schema: JsonSchema, value: Located, root = schema): boolean {
  if (value.type !== "map") return false;
  const schemas = branchesOf(schema, root);
  if (schemas.some(({ required = [] }) => required.some((key) => !value.entries.has(key)))) return true;
  return [...value.entries].some(([key, entry]) =>
    propertySchemas(schemas, key, root).some((one) => lacksRequired(one, entry.value, root)),
  );
}

function extractFrom({ document, merged }: Entry, { registry, provider }: Completing) {
  const definition = registry.definition(document.kind, document.provider ?? provider);
  const schema = definition?.mentions("sensitive") ? definition.schema : {};
  const { specification, ...found } = extractSecrets(document, merged, schema);
  return { ...found, document: { ...document, specification } };
}
