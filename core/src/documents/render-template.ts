import { isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq, Document as YamlDocument } from "yaml";
import type { RoleManifest } from "../plugin-host/role.ts";
import type { NamedProvider } from "./canonical-documents.ts";
import { componentRoles } from "./component-roles.ts";
import type { Document, KindSource } from "./document.ts";
import { unknownProvider } from "./errors.ts";
import { branchesOf, type JsonSchema, propertySchemas } from "./json-schema.ts";
import { type KindDefinition, type KindRegistry, kindRegistry } from "./kind-registry.ts";
import { toPlain, valueAt } from "./located.ts";
import { clusterKind } from "./manifest.ts";
import { companions } from "./rules/component-rules.ts";

export interface TemplateOptions {
  provider: string;
  /** Name of the cluster. */
  name: string;
  /** Infrastructure, repository, shared and every role's configuration too, not only the cluster. */
  all: boolean;
  /** Kinds of configuration that are written too where `all` does not ask for every one. */
  besides?: readonly string[];
  kinds: readonly KindSource[];
  roles: readonly RoleManifest[];
  providers: readonly NamedProvider[];
}

interface Template extends TemplateOptions {
  registry: KindRegistry;
}

/** A commented multi-document YAML text that loads as it is and can be filled in. */
export function renderTemplate(options: TemplateOptions): string {
  const { provider, providers } = options;
  const found = providers.find(({ name, aliases }) => name === provider || aliases?.includes(provider));
  if (!found)
    throw unknownProvider(
      provider,
      providers.map(({ name }) => name),
    );
  const template: Template = { ...options, provider: found.name, registry: kindRegistry(options.kinds) };
  const cluster = clusterDocument(template);
  const documents = [
    cluster,
    ...machineDocuments(cluster, template),
    ...(options.all ? infrastructureDocuments(template) : []),
    ...configurationDocuments(template),
  ];
  return documents.map((document) => renderDocument(document, template)).join("---\n");
}

/** Components that installed roles make up, one machine each. */
function clusterDocument(template: Template): Document {
  const definition = template.registry.definition(clusterKind, template.provider);
  const defaults = definition ? (toPlain(definition.defaults) as Record<string, unknown>) : {};
  const given = machinesAreGiven(template);
  const components = templateComponents(template).map((component) => {
    const machines = given ? { machines: [machineName(component)] } : {};
    return [component, { count: 1, ...machines }] as const;
  });
  const specification = { name: template.name, ...defaults, components: Object.fromEntries(components) };
  return { kind: clusterKind, name: "default", provider: template.provider, version: "1.0.0", specification };
}

/**
 * Those of the built-in mapping and of roles that are made up of installed roles alone, with those that they need, so that the
 * template loads without a warning. Short names of roles are for writing, not for a template.
 */
function templateComponents({ registry, roles }: Template): string[] {
  const mapping = registry.definition("configuration/feature-mapping", undefined);
  const mapped = valueAt(mapping?.defaults, ["roles_mapping"]);
  const builtIn = mapped?.type === "map" ? [...mapped.entries.keys()] : [];
  const own = roles.flatMap(({ components }) => (Array.isArray(components) ? components : []));
  const shortNames = new Set(roles.flatMap(({ aliases = [] }) => aliases));
  const names = [...new Set([...builtIn, ...own])].filter((name) => !shortNames.has(name));
  const trial = trialCluster(Object.fromEntries(names.map((name) => [name, { count: 1 }])));
  const { unmet, warnings } = componentRoles({ manifest: { cluster: trial, documents: [trial] }, roles });
  const incomplete = [...unmet, ...warnings].map(({ message }) => message);
  const whole = names.filter((name) => !incomplete.some((message) => message.startsWith(`Component ${name} `)));
  return whole.filter((name) => whole.includes(companions[name] ?? name));
}

function trialCluster(components: Record<string, unknown>): Document {
  return { kind: clusterKind, name: "default", version: "1.0.0", specification: { components } };
}

function machineDocuments(cluster: Document, template: Template): Document[] {
  if (!machinesAreGiven(template)) return [];
  const components = Object.keys(cluster.specification.components as Record<string, unknown>);
  return components.map((component, index) => ({
    kind: "infrastructure/machine",
    name: machineName(component),
    provider: template.provider,
    version: "1.0.0",
    specification: { hostname: machineName(component), ip: `192.168.100.${101 + index}` },
  }));
}

function machinesAreGiven({ registry, provider }: Template): boolean {
  return registry.isKnown("infrastructure/machine", provider);
}

function machineName(component: string): string {
  return `${component.replaceAll("_", "-")}-1`;
}

/** The provider's own documents, each as the parent that others of its kind are laid over; not those that lost their meaning. */
function infrastructureDocuments({ kinds, registry, provider }: Template): Document[] {
  const own = kinds.filter((source) => source.provider === provider && source.kind.startsWith("infrastructure/"));
  return own.flatMap(({ kind }) => {
    const definition = registry.definition(kind, provider);
    if (!definition || kind === "infrastructure/machine" || definition.schema.deprecationMessage !== undefined)
      return [];
    const specification = toPlain(definition.defaults) as Record<string, unknown>;
    return { kind, name: "default", provider, version: "1.0.0", specification };
  });
}

const sharedKinds = ["shared-config", "feature-mapping", "repository", "image-registry"];

function configurationDocuments({ registry, roles, all, besides = [] }: Template): Document[] {
  const every = [...sharedKinds, ...roles.map(({ name }) => name)].map((name) => `configuration/${name}`);
  return [...new Set(all ? every : besides)].flatMap((kind) => {
    const definition = registry.definition(kind, undefined);
    if (!definition) return [];
    const specification = toPlain(definition.defaults) as Record<string, unknown>;
    return { kind, name: "default", version: "1.0.0", specification: installedOnly(specification, roles) };
  });
}

/** A mapping that is written out counts as the user's own, so it names only roles that are installed. */
function installedOnly(
  specification: Record<string, unknown>,
  roles: readonly RoleManifest[],
): Record<string, unknown> {
  const mapping = specification.roles_mapping as Record<string, string[]> | undefined;
  if (!mapping) return specification;
  const names = new Set(roles.map(({ name }) => name));
  const kept = Object.entries(mapping).filter(([, mapped]) => mapped.every((role) => names.has(role)));
  return { ...specification, roles_mapping: Object.fromEntries(kept) };
}

function renderDocument(document: Document, { registry, provider }: Template): string {
  const yaml = new YamlDocument(document, { compat: "yaml-1.1", aliasDuplicateObjects: false });
  const definition = registry.definition(document.kind, document.provider ?? provider);
  const specification = yaml.get("specification");
  if (definition && isMap(specification)) {
    comment(specification, branchesOf(definition.schema, definition.schema), { definition, told: new Set() });
  }
  if (definition?.schema.description) yaml.commentBefore = ` ${definition.schema.description}`;
  return yaml.toString({ lineWidth: 0 });
}

interface Commenting {
  definition: KindDefinition;
  /** Comments that stand further up already; the tenth component needs no second explanation. */
  told: Set<string>;
}

/** Writes each property's description above it, once. */
function comment(map: YAMLMap, schemas: readonly JsonSchema[], commenting: Commenting): void {
  for (const { key, value } of map.items) {
    if (!isScalar(key)) continue;
    const own = propertySchemas(schemas, String(key.value), commenting.definition.schema);
    const description = own.find((schema) => schema.description)?.description;
    const text = description && commentText(description, own);
    if (text && !commenting.told.has(text)) key.commentBefore = text;
    if (text) commenting.told.add(text);
    if (isMap(value)) comment(value, own, commenting);
    if (isSeq(value)) commentItems(value, own, commenting);
  }
}

function commentItems(list: YAMLSeq, schemas: readonly JsonSchema[], commenting: Commenting): void {
  list.flow = list.items.every((item) => isScalar(item));
  const root = commenting.definition.schema;
  const ofItems = schemas.flatMap(({ items }) => (items && !Array.isArray(items) ? branchesOf(items, root) : []));
  for (const item of list.items) if (isMap(item)) comment(item, ofItems, commenting);
}

function commentText(description: string, schemas: readonly JsonSchema[]): string {
  const values = schemas.find((schema) => schema.enum)?.enum;
  return ` ${description}${values ? ` One of: ${values.join(", ")}.` : ""}`;
}
