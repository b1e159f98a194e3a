import type { Drift, InfrastructurePlan } from "@lambdastack/core";

/** What a provider without an audit of its own would change. */
export const driftsOfPlan = ({ changes }: InfrastructurePlan): Drift[] =>
  changes.map(({ action, what, name, detail }) => ({
    drift: "pending",
    what,
    name,
    detail: detail === undefined ? action : `${action}: ${detail}`,
  }));
