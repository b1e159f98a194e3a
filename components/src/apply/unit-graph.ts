import { isAnsibleTask } from "@lambdastack/core";
import type { PreparedComponents } from "../components-run.ts";
import { packagesOf } from "./early-packages.ts";
import { rollingOrder } from "./rolling-order.ts";
import type { UnitGraph } from "./run-units.ts";

/** Comes before every role of a machine: the mark, and removal of what left the list. No role can have this name. */
export const groundwork = "(groundwork)";

/** Everything that an apply does, and what waits for what. */
export function unitGraph(prepared: PreparedComponents): UnitGraph {
  const { ordering, machines, outputs, roles } = prepared;
  const { order, before, rolling } = ordering;
  const ofRoles = Object.fromEntries(order.map((role) => [role, machinesOf(prepared, role)]));
  const early = order.filter((role) => rolling.has(role) && before[role]?.length === 0);
  const isTogether = (role: string) => !rolling.has(role) && isAnsibleTask(roles.get(role)?.tasks.apply);
  return {
    order: [groundwork, ...early.map(packagesOf), ...order],
    before,
    machines: {
      [groundwork]: machines.map(({ plan }) => plan.machine),
      ...Object.fromEntries(early.map((role) => [packagesOf(role), ofRoles[role] ?? []])),
      ...ofRoles,
    },
    rolling,
    together: new Set(order.filter(isTogether)),
    outputs,
  };
}

/** Where members wait for what another one gives them, that one comes first already. */
function machinesOf({ ordering, machines, selection, outputs }: PreparedComponents, role: string): string[] {
  const mine = machines.filter(
    ({ run, plan }) => run.machine.roles.includes(role) && selection.unit({ role, machine: plan.machine }),
  );
  const waits = mine.some(({ plan }) => outputs({ role, machine: plan.machine }).some((unit) => unit.role === role));
  const ordered = ordering.rolling.has(role) && !waits ? rollingOrder(mine, role) : mine;
  return ordered.map(({ plan }) => plan.machine);
}
