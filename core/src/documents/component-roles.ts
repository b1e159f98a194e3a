import { isDeepStrictEqual } from "node:util";
import type { StackError } from "../errors/stack-error.ts";
import type { RoleManifest } from "../plugin-host/role.ts";
import { type RoleReference, referenceText, roleReference } from "../plugin-host/role-reference.ts";
import { componentsOf } from "./cluster-document.ts";
import { componentWithoutRole, leftOutRoles, missingRoles } from "./component-errors.ts";
import type { DocumentWarning, Manifest } from "./document.ts";
import { kindRegistry } from "./kind-registry.ts";
import { coreKinds } from "./kinds.ts";
import { toPlain } from "./located.ts";
import { findDocument } from "./manifest.ts";

export interface ComponentRoles {
  /** Roles in plugin spelling (hyphens), in the order of the mapping, by component. */
  roles: Record<string, string[]>;
  warnings: DocumentWarning[];
  /** Missing roles: a warning of `validate`, an error of `plan` and `apply`. */
  unmet: StackError[];
}

type Mapping = Readonly<Record<string, readonly string[]>>;

/** What mappings name and no role does: the package `repo` makes the machine of component `repository` serve. */
const servedByRepository: ReadonlySet<string> = new Set(["repository", "image-registry"]);

interface Known {
  byName: ReadonlyMap<string, RoleManifest>;
  disabled: ReadonlySet<string>;
}

/**
 * Which roles each component of the cluster consists of: the user's feature mapping; else the built-in mapping
 * together with what role.yml files say under `components:`; else the role of the component's name.
 */
export function componentRoles(options: {
  manifest: Manifest;
  roles: readonly RoleManifest[];
  /** Roles that components have besides, whatever mappings say. */
  added?: Readonly<Record<string, readonly string[]>>;
  /** The mapping that counts where the user has none; core's own by default. */
  builtIn?: Mapping;
}): ComponentRoles {
  const builtIn = options.builtIn ?? builtInMapping();
  const known: Known = { byName: roleNames(options.roles), disabled: disabledRoles(options.manifest) };
  const own = userMapping(options.manifest, builtIn);
  const result: ComponentRoles = { roles: {}, warnings: [], unmet: [] };
  for (const component of Object.keys(componentsOf(options.manifest.cluster))) {
    const mapped = Object.hasOwn(own, component) ? own[component] : undefined;
    if (mapped) addMapped({ component, mapped, known, result });
    else addBuiltIn({ component, mapped: ownValue(builtIn, component) ?? [], known, result });
    addAdded({ component, mapped: ownValue(options.added ?? {}, component) ?? [], known, result });
  }
  return result;
}

interface Adding {
  component: string;
  mapped: readonly string[];
  known: Known;
  result: ComponentRoles;
}

function addMapped({ component, mapped, known, result }: Adding): void {
  const { found, missing } = sortOut(mapped, known);
  result.roles[component] = found;
  if (missing.length > 0) result.unmet.push(missingRoles({ component, missing, known: known.byName.keys() }));
  else if (found.length === 0 && !mapped.some((name) => servedByRepository.has(hyphenated(name))))
    result.unmet.push(componentWithoutRole(component, known.byName.keys()));
}

function addBuiltIn({ component, mapped, known, result }: Adding): void {
  const { found, missing } = sortOut(mapped, known);
  const all = [...new Set(known.byName.values())].filter((role) => saysComponent(role, component));
  const saying = [...all.filter((role) => !isCompanion(role)), ...all.filter(isCompanion)];
  const named = known.byName.get(hyphenated(component));
  const byName = named && mapped.length === 0 && saying.every(isCompanion) ? [named.name] : [];
  const roles = [...new Set([...found, ...byName, ...saying.map(({ name }) => name)])];
  result.roles[component] = roles.filter((role) => !known.disabled.has(role));
  const isServed = [component, ...mapped].some((name) => servedByRepository.has(hyphenated(name)));
  // Where the role of its own name is missing, others are not what was asked for: node-exporter alone is no Kafka.
  const isItself = !missing.includes(hyphenated(component));
  const isMadeUp = isServed || (isItself && roles.some((role) => !isCompanion(known.byName.get(role))));
  if (isMadeUp && missing.length > 0) result.warnings.push(leftOutRoles(component, missing));
  if (isMadeUp) return;
  if (missing.length > 0) result.unmet.push(missingRoles({ component, missing, known: known.byName.keys() }));
  else result.unmet.push(componentWithoutRole(component, known.byName.keys()));
}

function addAdded({ component, mapped, known, result }: Adding): void {
  const { found, missing } = sortOut(mapped, known);
  result.roles[component] = [...new Set([...(result.roles[component] ?? []), ...found])];
  if (missing.length > 0) result.unmet.push(missingRoles({ component, missing, known: known.byName.keys() }));
}

function sortOut(mapped: readonly string[], { byName, disabled }: Known): { found: string[]; missing: string[] } {
  const isOurs = ({ name }: RoleReference): boolean => !servedByRepository.has(name) || byName.has(name);
  const meant = ({ name, version }: RoleReference): RoleManifest | undefined => {
    const role = byName.get(name);
    return version === undefined || role?.version === version ? role : undefined;
  };
  const wanted = [...new Set(mapped.map(hyphenated))]
    .map(roleReference)
    .filter((role) => !disabled.has(role.name) && isOurs(role));
  const found = wanted.flatMap((role) => meant(role)?.name ?? []);
  return { found: [...new Set(found)], missing: wanted.filter((role) => !meant(role)).map(referenceText) };
}

function saysComponent({ components }: RoleManifest, component: string): boolean {
  if (components === "all") return true;
  return components?.some((name) => hyphenated(name) === hyphenated(component)) === true;
}

function isCompanion(role: RoleManifest | undefined): boolean {
  return role?.components === "all";
}

function roleNames(roles: readonly RoleManifest[]): Map<string, RoleManifest> {
  return new Map(roles.flatMap((role) => [role.name, ...(role.aliases ?? [])].map((name) => [hyphenated(name), role])));
}

function disabledRoles(manifest: Manifest): Set<string> {
  type Flags = { name: string; enabled: boolean }[] | undefined;
  const mapping = findDocument(manifest, "configuration/feature-mapping")?.specification.available_roles as Flags;
  const features = findDocument(manifest, "configuration/features")?.specification.features as Flags;
  const flags = [...(mapping ?? []), ...(features ?? [])];
  return new Set(flags.filter(({ enabled }) => !enabled).map(({ name }) => hyphenated(name)));
}

/** The entries of the user's mapping documents that are not the built-in ones, which these are merged over. */
function userMapping(manifest: Manifest, builtIn: Mapping): Mapping {
  const mapping = findDocument(manifest, "configuration/feature-mapping")?.specification.roles_mapping;
  const mappings = findDocument(manifest, "configuration/feature-mappings")?.specification.mappings;
  const entries = [mapping, mappings].flatMap((one) => Object.entries((one ?? {}) as Mapping));
  return Object.fromEntries(
    entries.filter(([component, roles]) => !isDeepStrictEqual(roles, ownValue(builtIn, component))),
  );
}

function builtInMapping(): Mapping {
  const definition = kindRegistry(coreKinds()).definition("configuration/feature-mapping", undefined);
  const defaults = definition ? (toPlain(definition.defaults) as { roles_mapping?: Mapping }) : {};
  return defaults.roles_mapping ?? {};
}

function ownValue(mapping: Mapping, component: string): readonly string[] | undefined {
  return Object.hasOwn(mapping, component) ? mapping[component] : undefined;
}

function hyphenated(name: string): string {
  return name.replaceAll("_", "-");
}
