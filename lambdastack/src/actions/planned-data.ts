import { planSummary } from "@lambdastack/core";
import type { ClusterPlan } from "../lambdastack.ts";

/** A plan for programs. */
export const plannedData = ({ infrastructure, repository, components }: ClusterPlan) => ({
  infrastructure: infrastructure.changes,
  ...(repository.length > 0 && { repository }),
  counts: planSummary(components).counts,
  machines: components.machines,
  ...(components.influenced && { influenced: components.influenced }),
});
