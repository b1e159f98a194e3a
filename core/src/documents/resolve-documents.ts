import { StackError, throwProblems } from "../errors/stack-error.ts";
import type { RoleManifest } from "../plugin-host/role.ts";
import { canonicalDocuments, type NamedProvider } from "./canonical-documents.ts";
import { componentsOf } from "./cluster-document.ts";
import { type ComponentRoles, componentRoles } from "./component-roles.ts";
import type { DocumentWarning, KindSource, Manifest, ResolvedDocuments } from "./document.ts";
import { finding } from "./errors.ts";
import { type KindRegistry, kindRegistry } from "./kind-registry.ts";
import { layUnder } from "./lay-under.ts";
import { keyPlaceAt, locationOf, placeAt, toPlain, valueAt } from "./located.ts";
import { clusterKind } from "./manifest.ts";
import { manifestOf } from "./manifest-documents.ts";
import { isTemplate, mergeDocuments } from "./merge-documents.ts";
import { type DocumentText, joinParsed, loadDocuments, parseDocuments } from "./parse-documents.ts";
import { inReadingOrder } from "./problem-order.ts";
import { type MergedDocument, type RuleContext, rules } from "./rules/index.ts";
import { createValidator } from "./validate-specification.ts";

export interface ResolveOptions {
  /** YAML files to read, in their order. */
  files?: readonly string[];
  texts?: readonly DocumentText[];
  /** What `init` computed from the state; lies between defaults and the documents. */
  computed?: readonly DocumentText[];
  /** Roles that components have besides what documents and role.yml files say. */
  added?: Readonly<Record<string, readonly string[]>>;
  kinds: readonly KindSource[];
  roles: readonly RoleManifest[];
  providers: readonly NamedProvider[];
}

export interface Resolution extends ResolvedDocuments {
  /** What `validate` warns of and `plan` and `apply` refuse: missing machines, roles and providers. */
  unmet: StackError[];
  /** Roles of each component that is switched on, in plugin spelling. */
  componentRoles: Readonly<Record<string, readonly string[]>>;
}

/**
 * From YAML texts to the manifest: parse, lay over defaults, validate, check across documents. Throws every problem
 * of all documents at once, ending `invalid`.
 */
export function resolveDocuments(options: ResolveOptions): Resolution {
  const parsed = joinParsed([
    loadDocuments(options.files ?? []),
    ...(options.texts ?? []).map(({ file, text }) => parseDocuments(file, text)),
  ]);
  const registry = kindRegistry(options.kinds);
  const roles = roleNames(options.roles);
  const canonical = canonicalDocuments(parsed.documents, { registry, providers: options.providers, roles });
  const below = joinParsed((options.computed ?? []).map(({ file, text }) => parseDocuments(file, text)));
  const laid = layUnder(
    canonical.documents,
    canonicalDocuments(below.documents, { registry, providers: options.providers, roles }).documents,
  );
  const problems = [...parsed.problems, ...canonical.problems, ...below.problems];
  const clusters = canonical.documents.filter(({ kind }) => kind === clusterKind);
  if (problems.length === 0 || clusters.length > 1)
    problems.push(...exactlyOneCluster(clusters.map(({ places }) => places)));
  const provider = clusters[0]?.provider;
  const validator = createValidator();
  const merged = mergeDocuments({ ...laid, provider, registry, validator });
  problems.push(...merged.problems);
  const cluster = merged.documents.find(({ source }) => source.kind === clusterKind);
  if (!cluster?.isValid) throw severalProblems(inReadingOrder(problems));
  const context = ruleContext({
    cluster,
    documents: merged.documents,
    registry,
    roles: options.roles,
    added: options.added,
  });
  const findings = rules.map((rule) => rule(context));
  problems.push(...findings.flatMap((one) => one.problems ?? []));
  const completed = manifestOf({ context, registry, validator, provider });
  problems.push(...completed.problems);
  throwProblems(inReadingOrder(problems), summary);
  return {
    manifest: completed.manifest,
    secrets: completed.secrets,
    componentRoles: context.roles,
    unmet: [...canonical.unmet, ...context.found.unmet, ...findings.flatMap((one) => one.unmet ?? [])],
    warnings: [
      ...parsed.warnings,
      ...canonical.warnings,
      ...merged.warnings,
      ...context.found.warnings,
      ...findings.flatMap((one) => one.warnings ?? []),
      ...completed.warnings,
    ],
  };
}

/** Throws what is unmet, ending `invalid`; for commands that would need it. */
export function requireMet({ unmet }: Pick<Resolution, "unmet">): void {
  throwProblems(unmet, (count) => `${count} things that the cluster needs are missing`);
}

function summary(count: number): string {
  return `${count} problems in the documents`;
}

function severalProblems(problems: readonly StackError[]): StackError {
  try {
    throwProblems(problems, summary);
  } catch (error) {
    if (error instanceof StackError) return error;
    throw error;
  }
  throw new Error("The cluster document is invalid but no problem was found");
}

function exactlyOneCluster(clusters: readonly MergedDocument["source"]["places"][]): StackError[] {
  const [first, ...more] = clusters;
  if (!first) {
    const hint = `Add a document with \`kind: ${clusterKind}\`; \`lambdastack template\` writes one.`;
    return [finding({ code: "no-cluster", message: `No ${clusterKind} document was given`, hint })];
  }
  return more.map((places) =>
    finding({
      code: "second-cluster",
      message: `There is more than one ${clusterKind} document; first at ${placeText(first)}`,
      hint: "Describe one cluster per run.",
      place: places.kind ?? places.document,
    }),
  );
}

function placeText(places: MergedDocument["source"]["places"]): string {
  const { file, line } = locationOf(places.kind ?? places.document);
  return `${file}:${line}`;
}

interface FoundContext extends RuleContext {
  found: Pick<ComponentRoles, "unmet" | "warnings">;
}

function ruleContext(given: {
  cluster: MergedDocument;
  documents: readonly MergedDocument[];
  registry: KindRegistry;
  roles: readonly RoleManifest[];
  added: ResolveOptions["added"];
}): FoundContext {
  const { cluster, documents, registry } = given;
  const manifest: Manifest = {
    cluster: cluster.document,
    documents: documents.filter(({ isValid }) => isValid).map(({ document }) => document),
  };
  const added = given.added && { added: given.added };
  const found = locate(
    componentRoles({ manifest, roles: given.roles, ...added, ...builtInMapping(registry) }),
    cluster,
  );
  const machines = documents.filter(
    ({ source }) => source.kind === "infrastructure/machine" && isUsable(source, documents),
  );
  return {
    cluster,
    documents,
    components: componentsOf(cluster.document),
    roles: found.roles,
    machinesAreGiven: registry.definition("infrastructure/machine", cluster.document.provider) !== undefined,
    machines,
    placeInCluster: (path) => placeAt(cluster.merged, path),
    found,
  };
}

function builtInMapping(registry: KindRegistry): { builtIn?: Record<string, string[]> } {
  const defaults = registry.definition("configuration/feature-mapping", undefined)?.defaults;
  const mapping = valueAt(defaults, ["roles_mapping"]);
  return mapping ? { builtIn: toPlain(mapping) as Record<string, string[]> } : {};
}

function isUsable(source: MergedDocument["source"], documents: readonly MergedDocument[]): boolean {
  return !isTemplate(source) || documents.some((one) => one.source === source && one.isValid);
}

/** Findings about a component point at it in the cluster document. */
function locate(found: ComponentRoles, cluster: MergedDocument): ComponentRoles {
  const named = (message: string): string | undefined => /^Component (\S+)/.exec(message)?.[1];
  const location = (message: string) => locationOf(keyPlaceAt(cluster.merged, ["components", named(message) ?? ""]));
  return {
    ...found,
    warnings: found.warnings.map((one): DocumentWarning => ({ ...one, location: location(one.message) })),
    unmet: found.unmet.map(
      ({ code, message, hint, ending }) => new StackError(code, message, { hint, ending, location: location(message) }),
    ),
  };
}

function roleNames(roles: readonly RoleManifest[]): Map<string, string> {
  return new Map(roles.flatMap(({ name, aliases = [] }) => [name, ...aliases].map((one) => [one, name])));
}
