import {
  checkConsumed,
  type Events,
  type Host,
  type Machine,
  orderRoles,
  providerModule,
  type Role,
  type RoleOrder,
} from "@lambdastack/core";

export interface RoleOrdering {
  /** Every role of the cluster, prerequisites first. */
  order: readonly string[];
  before: RoleOrder["before"];
  rolling: ReadonlySet<string>;
}

export interface OrderOptions {
  host: Host;
  machines: readonly Machine[];
  /** Name of the provider that the machines come from. */
  provider: string;
  events: Events;
}

/** Orders the roles of all machines by what they require; throws for unmet requirements and for values that differ from what is read of them (refused). */
export function orderOfRun({ host, machines, provider, events }: OrderOptions): {
  ordering: RoleOrdering;
  roles: ReadonlyMap<string, Role>;
} {
  const names = [...new Set(machines.flatMap((machine) => machine.roles))];
  const roles = new Map(names.map((name) => [name, host.role(name)]));
  const all = [...host.roles.values()].map((role) => role.manifest);
  const present = [providerModule(host.provider(provider).manifest)];
  const { order, before, notes } = orderRoles({ roles: all, selected: names, present });
  checkConsumed([...roles.values()].map(({ manifest }) => manifest));
  for (const message of notes) events.emit({ type: "note", message });
  const rolling = names.filter((name) => roles.get(name)?.manifest.strategy === "rolling");
  return { ordering: { order: order.flat(), before, rolling: new Set(rolling) }, roles };
}
