import type { Cluster, Machine } from "@lambdastack/core/role";
import type { Backend } from "./config.ts";

export type Server = { name: string; address: string };

/** Machines of the backend's groups in the order of the groups, each once, then the servers given by address. */
export function serversOf(backend: Backend, cluster: Cluster): Server[] {
  const machines = (backend.server_groups ?? []).flatMap((group) => machinesOfGroup(group, cluster));
  const byName = new Map(machines.map(({ name, address }) => [name, { name, address }]));
  return [...byName.values(), ...(backend.servers ?? []).map(({ name, address }) => ({ name, address }))];
}

const componentPrefix = "component_";

/** The groups of the inventory: roles by their plain name, components by prefix, or plainly where no role has the name. */
export function machinesOfGroup(group: string, { roles, components }: Cluster): readonly Machine[] {
  if (group.startsWith(componentPrefix)) return componentMachines(group.slice(componentPrefix.length), components);
  return roles[group.replaceAll("_", "-")] ?? componentMachines(group, components);
}

function componentMachines(name: string, components: Cluster["components"]): readonly Machine[] {
  return components[name] ?? components[name.replaceAll("-", "_")] ?? [];
}
