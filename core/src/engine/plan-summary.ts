import type { Action } from "../resources/resource-type.ts";
import type { ComponentsPlan, MachinePlan, PlannedChange } from "./plan.ts";

export interface PlanSummary {
  /** How many resources each action meets; actions that meet none are missing. */
  counts: Partial<Record<Action, number>>;
  /** Whether applying would or may do anything. Deferred roles count. */
  hasChanges: boolean;
  /** Changes that take data or a running thing away. */
  destroys: PlannedChange[];
}

export function planSummary(plan: ComponentsPlan): PlanSummary {
  const changes = plan.machines.flatMap((machine) => machine.changes);
  const counts: PlanSummary["counts"] = {};
  for (const { action } of changes) counts[action] = (counts[action] ?? 0) + 1;
  const isDeferred = plan.machines.some(({ deferred }) => deferred.length > 0);
  return {
    counts,
    hasChanges: changes.length > 0 || isDeferred,
    destroys: changes.filter((change) => change.destroys),
  };
}

/**
 * What a newer plan of a machine would change although the approved one listed it neither as a change nor as deferred.
 * Plans are made again once machines exist and values are known; this is what keeps the promise of the first.
 */
export function changesBeyond(approved: MachinePlan, current: MachinePlan): PlannedChange[] {
  const listed = new Map(approved.changes.map((change) => [change.resource, change]));
  const deferred = new Set(approved.deferred.map(({ role }) => role));
  return current.changes.filter(({ resource, role, destroys }) => {
    const before = listed.get(resource);
    return before ? Boolean(destroys) && !before.destroys : !deferred.has(role);
  });
}
