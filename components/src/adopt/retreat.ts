import type { PlannedChange } from "@lambdastack/core";
import type { AdoptionPlan } from "./adoption.ts";

type Changes = readonly PlannedChange[];

/** Changes that would be planned although they were adopted, or that nothing planned before. */
export function changesInTheWay({ keys, overrides }: AdoptionPlan, before: Changes, after: Changes): PlannedChange[] {
  const known = new Set(before.map(placeOf));
  const adopted = new Set(
    [...keys.map(({ field }) => field), ...overrides].map((one) => `${placeOf(one)} ${one.property}`),
  );
  return after.filter((change) => {
    if (!known.has(placeOf(change))) return true;
    return change.differences.some(({ field }) => adopted.has(`${placeOf(change)} ${field}`));
  });
}

/**
 * The next plan to try where one has changes in its way: overrides in place of the keys of those roles, or of all keys; then
 * without the overrides that do not settle their resource. Each has less to try than the one before.
 */
export function retreat(plan: AdoptionPlan, inTheWay: Changes): AdoptionPlan {
  if (plan.keys.length > 0) {
    const roles = inTheWay.map(({ role }) => role);
    const affected = plan.keys.filter(({ field }) => roles.includes(field.role));
    const given = affected.length > 0 ? affected : plan.keys;
    const kept = plan.keys.filter((one) => !given.includes(one));
    return { ...plan, keys: kept, overrides: [...plan.overrides, ...given.map(({ field }) => field)] };
  }
  const places = inTheWay.map(placeOf);
  const affected = plan.overrides.filter((one) => places.includes(placeOf(one)));
  const given = affected.length > 0 ? affected : plan.overrides;
  const reason = "even with an override for it the next apply would change something";
  return {
    keys: [],
    overrides: plan.overrides.filter((one) => !given.includes(one)),
    left: [...plan.left, ...given.map(({ machine, role, resource }) => ({ machine, role, resource, reason }))],
  };
}

const placeOf = ({ machine, resource }: { machine: string; resource: string }): string => `${machine} ${resource}`;
