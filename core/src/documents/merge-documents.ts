import type { StackError } from "../errors/stack-error.ts";
import { type Adapted, adaptValues } from "./adapt-values.ts";
import type { DocumentWarning } from "./document.ts";
import type { SourceDocument } from "./document-header.ts";
import { duplicateDocument, parentCycle, unknownParent } from "./errors.ts";
import { branchesOf, propertySchemas, typesOf } from "./json-schema.ts";
import type { KindDefinition, KindRegistry } from "./kind-registry.ts";
import { type LocatedMap, locationOf, type Path, toPlain } from "./located.ts";
import { plainDocument } from "./manifest.ts";
import { type Merge, mergeMaps } from "./merge.ts";
import type { MergedDocument } from "./rules/index.ts";
import type { Validator } from "./validate-specification.ts";

export interface MergeDocumentsOptions {
  documents: readonly SourceDocument[];
  /** Values that stand below a document and above its defaults. */
  below?: ReadonlyMap<SourceDocument, LocatedMap>;
  /** Provider whose schemas and defaults count where a document names none. */
  provider: string | undefined;
  registry: KindRegistry;
  validator: Validator;
}

export interface MergedDocuments {
  documents: MergedDocument[];
  problems: StackError[];
  warnings: DocumentWarning[];
}

interface Merging extends MergeDocumentsOptions {
  adapted: Map<SourceDocument, Adapted>;
  problems: StackError[];
}

/** Lays every document over its parents and defaults and checks it against its schema. */
export function mergeDocuments(options: MergeDocumentsOptions): MergedDocuments {
  const merging: Merging = { ...options, adapted: new Map(), problems: duplicates(options.documents) };
  for (const source of options.documents) merging.adapted.set(source, adaptDocument(source, options));
  const documents = options.documents.map((source) => mergeDocument(source, merging));
  const warnings = [...merging.adapted.values()].flatMap((adapted) => adapted.warnings);
  return { documents, problems: merging.problems, warnings };
}

/** The kind's definition as it stands for a document's own provider, or else the cluster's. */
export function definitionFor(
  source: { kind: string; provider?: string },
  { registry, provider }: Pick<MergeDocumentsOptions, "registry" | "provider">,
): KindDefinition | undefined {
  return registry.definition(source.kind, source.provider ?? provider);
}

function adaptDocument(source: SourceDocument, options: MergeDocumentsOptions): Adapted {
  const definition = definitionFor(source, options);
  if (!definition) return { specification: source.specification, warnings: [] };
  const { deprecationMessage: replacement } = definition.schema;
  if (replacement === undefined) return adaptValues(source.specification, definition.schema);
  return { specification: emptyMap(source.specification), warnings: [meaninglessDocument(source, replacement)] };
}

function meaninglessDocument({ kind, name, places }: SourceDocument, hint: string): DocumentWarning {
  const message = `${kind} "${name}" no longer means anything`;
  return { code: "meaningless-document", message, hint, location: locationOf(places.kind ?? places.document) };
}

function mergeDocument(source: SourceDocument, merging: Merging): MergedDocument {
  const definition = definitionFor(source, merging);
  const found: StackError[] = [];
  const merge: Merge = { problems: found, isTyped: (path) => definition !== undefined && isTyped(definition, path) };
  const chain = lineage(source, merging, found).map(
    (one) => merging.adapted.get(one)?.specification ?? one.specification,
  );
  const defaults = definition?.defaults ?? emptyMap(source.specification);
  const below = merging.below?.get(source);
  const base = below ? mergeMaps(defaults, below, merge) : defaults;
  const merged = chain.reduce((parent, child) => mergeMaps(parent, child, merge), base);
  const invalid = definition ? merging.validator.problems(definition, merged) : [];
  const problems = [...found, ...(isTemplate(source) ? invalid.filter(({ code }) => code !== "missing-key") : invalid)];
  merging.problems.push(...problems);
  const isValid = found.length + invalid.length === 0;
  return { source, merged, document: plainDocument(source, toPlain(merged)), isValid };
}

/** A document named default of an infrastructure kind is the parent of the others and need not be whole. */
export function isTemplate({ kind, name }: SourceDocument): boolean {
  return name === "default" && kind.startsWith("infrastructure/");
}

/** The documents a document is laid over, the farthest first, and itself last. */
function lineage(source: SourceDocument, { documents }: Merging, problems: StackError[]): SourceDocument[] {
  const relatives = documents.filter(({ kind, provider }) => kind === source.kind && provider === source.provider);
  const chain = [source];
  for (let current = source; current.basedOn !== undefined; ) {
    const { basedOn } = current;
    const place = current.places.based_on ?? current.places.document;
    const parent = relatives.find(({ name }) => name === basedOn);
    if (!parent) {
      const what = { kind: source.kind, parent: basedOn };
      if (basedOn !== "default")
        problems.push(
          unknownParent(
            what,
            relatives.map(({ name }) => name),
            place,
          ),
        );
      break;
    }
    if (chain.includes(parent)) {
      problems.push(
        parentCycle(
          [...chain, parent].map(({ name }) => name),
          place,
        ),
      );
      break;
    }
    chain.unshift(parent);
    current = parent;
  }
  const fallback = relatives.find(({ name }) => name === "default");
  return fallback && !chain.includes(fallback) ? [fallback, ...chain] : chain;
}

function isTyped({ schema }: KindDefinition, path: Path): boolean {
  const start = branchesOf(schema, schema);
  const schemas = path.reduce(
    (current, step) =>
      typeof step === "number"
        ? current.flatMap(({ items }) => (items && !Array.isArray(items) ? branchesOf(items, schema) : []))
        : propertySchemas(current, step, schema),
    start,
  );
  return typesOf(schemas).size > 0;
}

function duplicates(documents: readonly SourceDocument[]): StackError[] {
  const first = new Map<string, SourceDocument>();
  const problems: StackError[] = [];
  for (const source of documents) {
    const key = `${source.kind} ${source.name} ${source.provider ?? ""}`;
    const other = first.get(key);
    if (!other) first.set(key, source);
    else problems.push(duplicateDocument(source, placeOfName(source), placeOfName(other)));
  }
  return problems;
}

function placeOfName({ places }: SourceDocument) {
  return places.name ?? places.kind ?? places.document;
}

function emptyMap({ place }: LocatedMap): LocatedMap {
  return { type: "map", entries: new Map(), place };
}
