import { resolve } from "node:path";
import { buildFolder, type Host, providerModule, readInventory, roleModule, searchModules } from "@lambdastack/core";

export interface FoundModule {
  name: string;
  type: "role" | "module" | "provider";
  version: string;
  description: string;
  /** `built-in`, or the plugin directory. */
  origin: string;
  labels: Readonly<Record<string, string>>;
  /** Whether the cluster's inventory has the role on a machine; missing for modules, providers and without a build folder. */
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
  const placed = build === undefined ? undefined : await placedRoles(resolve(cwd, build));
  const roles = [...host.roles.values()].map(({ manifest, origin }) => ({
    ...described(manifest, roleModule(manifest).labels),
    type: "role" as const,
    origin,
    ...(placed ? { installed: placed.has(manifest.name) } : {}),
  }));
  const modules = [...host.modules.values()].map(({ manifest, origin }) => ({
    ...described(manifest, roleModule(manifest).labels),
    type: "module" as const,
    origin,
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

async function placedRoles(build: string): Promise<ReadonlySet<string>> {
  const { machines } = await readInventory(buildFolder(build).inventory);
  return new Set(machines.flatMap(({ roles }) => roles));
}
