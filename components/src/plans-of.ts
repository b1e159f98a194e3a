import type { ComponentsPlan, MachinePlan } from "@lambdastack/core";
import type { ComponentsRun, PreparedComponents } from "./components-run.ts";
import { influencersOf } from "./plan/influenced.ts";

/** The plans of a run's machines, with what they influence. */
export function plansOf({ prepared }: ComponentsRun): ComponentsPlan {
  const machines = (prepared?.machines ?? []).map(({ plan }) => plan);
  const influencedBy = prepared ? changedInfluencers(machines, prepared.roles) : {};
  return {
    machines,
    ...(prepared && prepared.influenced.length > 0 && { influenced: [...prepared.influenced] }),
    ...(Object.keys(influencedBy).length > 0 && { influencedBy }),
  };
}

/** Only what both sides change says anything about this run. */
function changedInfluencers(machines: readonly MachinePlan[], roles: PreparedComponents["roles"]) {
  const changed = new Set(machines.flatMap(({ changes }) => changes.map(({ role }) => role)));
  const pairs = [...influencersOf(roles)].flatMap(([role, influencers]) => {
    const by = influencers.filter((one) => changed.has(one));
    return changed.has(role) && by.length > 0 ? [[role, by] as const] : [];
  });
  return Object.fromEntries(pairs);
}
