import {
  type Host,
  type Module,
  matches,
  moduleLabel,
  type OwnModule,
  orderRoles,
  providerModule,
  roleModule,
  type Sections,
} from "@lambdastack/core";

/** Throws `requirement-unmet` (refused): what a module strongly requires must be applied in the state. */
export function requireModules(host: Host, { name, manifest }: Pick<OwnModule, "name" | "manifest">, state: Sections) {
  const others = [...host.roles.values(), ...host.modules.values()].map((other) => other.manifest);
  const roles = [...others.filter((other) => other.name !== name), manifest];
  orderRoles({ roles, selected: [name], present: appliedModules(host, state) });
}

/** Names of applied modules that the module has an effect on, alphabetical. */
export function influencedBy(host: Host, { name, manifest }: OwnModule, state: Sections): string[] {
  const entries = manifest.influences ?? [];
  const others = appliedModules(host, state).filter((other) => other.name !== name);
  return others.filter((other) => entries.some((entry) => matches(entry, other))).map((other) => other.name);
}

/** The installed modules that the state shows as applied. */
function appliedModules(host: Host, state: Sections): Module[] {
  const roles = [...host.roles.values(), ...host.modules.values()].map(({ manifest }) => ({
    label: moduleLabel(manifest),
    module: roleModule(manifest),
  }));
  const providers = [...host.providers.values()].map(({ manifest }) => ({
    label: moduleLabel(manifest),
    module: providerModule(manifest),
  }));
  const applied = [...roles, ...providers].filter(({ label }) => state[label]?.status === "applied");
  return applied.map(({ module }) => module).sort((one, other) => one.name.localeCompare(other.name, "en"));
}
