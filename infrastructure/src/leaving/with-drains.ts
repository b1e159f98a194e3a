import type { InfrastructurePlan, PreparedMachine } from "@lambdastack/core";
import { leavingMachines } from "./leaving-machines.ts";

/** The plan, which says of each machine that goes what is done on it first. */
export function withDrains(plan: InfrastructurePlan, drains: readonly PreparedMachine[]): InfrastructurePlan {
  const going = new Set(leavingMachines(plan));
  const changes = plan.changes.map((change) => {
    const drain = going.has(change) ? drains.find((one) => one.plan.machine === change.name) : undefined;
    return drain ? { ...change, drain: drain.plan.changes } : change;
  });
  return { ...plan, changes };
}
