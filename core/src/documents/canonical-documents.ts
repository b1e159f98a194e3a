import type { StackError } from "../errors/stack-error.ts";
import type { DocumentWarning } from "./document.ts";
import type { SourceDocument } from "./document-header.ts";
import { missingHeader, unavailableProvider, unknownKind, unknownProvider } from "./errors.ts";
import type { KindRegistry } from "./kind-registry.ts";
import { currentKind, legacyKinds, legacyProviders } from "./legacy-kinds.ts";
import { locationOf } from "./located.ts";
import { clusterKind } from "./manifest.ts";

export interface NamedProvider {
  name: string;
  aliases?: readonly string[] | undefined;
}

export interface CanonicalOptions {
  registry: KindRegistry;
  providers: readonly NamedProvider[];
  /** Names of installed roles and of their aliases. */
  roles: ReadonlyMap<string, string>;
}

export interface CanonicalDocuments {
  documents: SourceDocument[];
  problems: StackError[];
  unmet: StackError[];
  warnings: DocumentWarning[];
}

/** Gives kinds and providers their present names and sorts out those that nothing here describes. */
export function canonicalDocuments(sources: readonly SourceDocument[], options: CanonicalOptions): CanonicalDocuments {
  const documents = sources.map((source) => canonical(source, options));
  const cluster = documents.find(({ kind }) => kind === clusterKind);
  const result: CanonicalDocuments = { documents: [], problems: [], unmet: [], warnings: [] };
  if (cluster && cluster.provider === undefined) result.problems.push(missingHeader("provider", kindPlace(cluster)));
  for (const document of documents) addDocument(document, { options, result, provider: cluster?.provider });
  return result;
}

interface Adding {
  options: CanonicalOptions;
  result: CanonicalDocuments;
  provider: string | undefined;
}

function addDocument(document: SourceDocument, { options, result, provider }: Adding): void {
  const { kind } = document;
  const providerProblem = checkProvider(document, options.providers);
  if (providerProblem?.code === "unavailable-provider" && kind === clusterKind) result.unmet.push(providerProblem);
  else if (providerProblem?.code === "unknown-provider") result.problems.push(providerProblem);
  if (isForAnotherProvider(document, provider)) result.warnings.push(forAnotherProvider(document, provider));
  else if (options.registry.isKnown(kind, document.provider ?? provider)) result.documents.push(document);
  else if (legacyKinds.has(kind) || isRoleWithoutSchema(kind, options)) {
    result.documents.push(document);
    result.warnings.push(unvalidatedKind(document));
  } else {
    const known = [...options.registry.names, ...legacyKinds];
    result.problems.push(unknownKind(kind, known, kindPlace(document)));
  }
}

function canonical(source: SourceDocument, { providers, roles }: CanonicalOptions): SourceDocument {
  const kind = currentKind(source.kind);
  const role = kind.startsWith("configuration/") ? roles.get(kind.slice("configuration/".length)) : undefined;
  const provider = source.provider === undefined ? undefined : currentProvider(source.provider, providers);
  return { ...source, kind: role ? `configuration/${role}` : kind, ...(provider !== undefined && { provider }) };
}

function currentProvider(provider: string, providers: readonly NamedProvider[]): string {
  const all: readonly NamedProvider[] = [...providers, ...legacyProviders];
  return all.find(({ name, aliases }) => name === provider || aliases?.includes(provider))?.name ?? provider;
}

function checkProvider(
  { provider, places }: SourceDocument,
  providers: readonly NamedProvider[],
): StackError | undefined {
  const names = providers.map(({ name }) => name);
  if (provider === undefined || names.includes(provider)) return undefined;
  const legacy: string[] = legacyProviders.map(({ name }) => name);
  if (legacy.includes(provider)) return unavailableProvider(provider, names, places.provider);
  return unknownProvider(provider, new Set([...names, ...legacy]), places.provider);
}

/** Infrastructure belongs to one provider; configuration does not, whatever its document says. */
function isForAnotherProvider({ kind, provider }: SourceDocument, clusterProvider: string | undefined): boolean {
  const isElsewhere = provider !== undefined && clusterProvider !== undefined && provider !== clusterProvider;
  return kind.startsWith("infrastructure/") && isElsewhere;
}

function isRoleWithoutSchema(kind: string, { roles }: CanonicalOptions): boolean {
  return kind.startsWith("configuration/") && roles.has(kind.slice("configuration/".length));
}

function forAnotherProvider(document: SourceDocument, provider: string | undefined): DocumentWarning {
  return {
    code: "another-provider",
    message: `${document.kind} "${document.name}" is for the provider ${document.provider}, the cluster's is ${provider}: left out`,
    hint: "Remove the document, or change its provider.",
    location: locationOf(document.places.provider ?? document.places.document),
  };
}

function unvalidatedKind(document: SourceDocument): DocumentWarning {
  return {
    code: "unvalidated-kind",
    message: `${document.kind} "${document.name}" is taken over unchecked: nothing installed describes it`,
    hint: "It has an effect once its role or provider is installed.",
    location: locationOf(kindPlace(document)),
  };
}

function kindPlace({ places }: SourceDocument) {
  return places.kind ?? places.document;
}
