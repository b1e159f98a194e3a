import {
  checkConsumed,
  type Events,
  type Host,
  type Machine,
  type Module,
  orderRoles,
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
  /** What is there without being ordered. */
  present: readonly Module[];
  events: Events;
}

/** Orders the roles of all machines by what they require; throws for unmet requirements and for values that differ from what is read of them (refused). */
export function orderOfRun({ host, machines, present, events }: OrderOptions): {
  ordering: RoleOrdering;
  roles: ReadonlyMap<string, Role>;
} {
  const names = [...new Set(machines.flatMap((machine) => machine.roles))];
  const roles = new Map(names.map((name) => [name, host.role(name)]));
  const all = [...host.roles.values(), ...host.modules.values()].map(({ manifest }) => manifest);
  const { order, before, notes } = orderRoles({ roles: all, selected: names, present });
  checkConsumed([...roles.values()].map(({ manifest }) => manifest));
  for (const message of notes) events.emit({ type: "note", message });
  const rolling = names.filter((name) => roles.get(name)?.manifest.strategy === "rolling");
  return { ordering: { order: order.flat(), before, rolling: new Set(rolling) }, roles };
}
