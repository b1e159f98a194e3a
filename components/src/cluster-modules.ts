import { type Module, providerModule, providerName, roleModule, type Workspace } from "@lambdastack/core";

/** What a cluster has of modules: its provider, and the roles of its components. */
export interface ClusterModules {
  provider: Module;
  roles: readonly string[];
}

export function clusterModules({ manifest, host, componentRoles }: Workspace): ClusterModules {
  const components = Object.entries(manifest.cluster.specification.components ?? {});
  const wanted = components.filter(([, component]) => (component as { count?: number } | null)?.count !== 0);
  const roles = wanted.flatMap(([component]) => componentRoles[component] ?? []);
  return {
    provider: providerModule(host.provider(providerName(manifest)).manifest),
    roles: [...new Set(roles)].filter((name) => host.roles.has(name)).sort(),
  };
}

/** The modules of a cluster as match expressions see them. */
export const modulesOf = ({ host }: Pick<Workspace, "host">, { provider, roles }: ClusterModules): Module[] => [
  provider,
  ...roles.map((name) => roleModule(host.role(name).manifest)),
];
