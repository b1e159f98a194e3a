import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  type BuildFolder,
  buildFolder,
  type Host,
  openState,
  providerModule,
  readInventory,
  roleModule,
  searchModules,
  sectionsOf,
} from "@lambdastack/core";
import { appliedIn } from "./modules/applied-modules.ts";

export interface FoundModule {
  name: string;
  type: "role" | "module" | "container" | "provider";
  version: string;
  description: string;
  /** `built-in`, or the plugin directory. */
  origin: string;
  labels: Readonly<Record<string, string>>;
  /** Whether the cluster's inventory has the role on a machine, or its state the module as applied; missing for providers and without a build folder. */
  installed?: boolean;
}

export interface SearchOptions {
  expression: string;
  cwd: string;
  /** Build folder of the cluster to compare with. */
  build: string | undefined;
}

/** Roles, modules and providers that satisfy the expression, sorted by name. */
export async function findModules(host: Host, { expression, cwd, build }: SearchOptions): Promise<FoundModule[]> {
  const placed = build === undefined ? undefined : await placedModules(buildFolder(resolve(cwd, build)), host.modules);
  const roles = [...host.roles.values()].map(({ manifest, origin }) => ({
    ...described(manifest, roleModule(manifest).labels),
    type: "role" as const,
    origin,
    ...(placed ? { installed: placed.has(manifest.name) } : {}),
  }));
  const modules = [...host.modules.values()].map(({ type, manifest, origin }) => ({
    ...described(manifest, roleModule(manifest).labels),
    type,
    origin,
    ...(placed ? { installed: placed.has(manifest.name) } : {}),
  }));
  const providers = [...host.providers.values()].map(({ manifest, origin }) => ({
    ...described(manifest, providerModule(manifest).labels),
    type: "provider" as const,
    origin,
  }));
  const all = [...roles, ...modules, ...providers].sort((one, other) => one.name.localeCompare(other.name, "en"));
  return searchModules<FoundModule>(expression, all);
}

const described = (
  { name, version, description }: { name: string; version: string; description: string },
  labels: FoundModule["labels"],
) => ({ name, version, description, labels });

/** Roles that the inventory has on a machine, and modules that the state shows as applied. */
async function placedModules(folder: BuildFolder, modules: Host["modules"]): Promise<ReadonlySet<string>> {
  const state = sectionsOf(await openState(folder).read());
  const applied = appliedIn({ modules }, state);
  return new Set([...(await placedRoles(folder, Object.keys(state))), ...applied.map(({ name }) => name)]);
}

/** A folder in which only modules without machines were applied has no inventory. */
async function placedRoles({ inventory }: BuildFolder, sections: readonly string[]): Promise<string[]> {
  if (sections.length > 0 && !existsSync(inventory)) return [];
  const { machines } = await readInventory(inventory);
  return machines.flatMap(({ roles }) => roles);
}
