import {
  type Host,
  type Module,
  providerModule,
  providerName,
  type RoleManifest,
  type Workspace,
} from "@lambdastack/core";

/** Modules that depend on each other. */
export interface Modules {
  roles: readonly RoleManifest[];
  providers: readonly Module[];
}

/** Every role and provider there is. */
export const allModules = ({ roles, providers }: Host): Modules => ({
  roles: [...roles.values()].map(({ manifest }) => manifest),
  providers: [...providers.values()].map(({ manifest }) => providerModule(manifest)),
});

/** The roles of a cluster's components, and the provider of its machines. */
export function clusterModules({ manifest, host, componentRoles }: Workspace): Modules {
  const names = [...new Set(Object.values(componentRoles).flat())].sort();
  return {
    roles: names.map((name) => host.role(name).manifest),
    providers: [providerModule(host.provider(providerName(manifest)).manifest)],
  };
}
