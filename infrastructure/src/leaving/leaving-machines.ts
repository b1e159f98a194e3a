import type { InfrastructureChange, InfrastructurePlan } from "@lambdastack/core";

/** Ways in which a cluster loses what is on a machine; one that leaves stays as it is, but its data is the cluster's no more. */
const losing: readonly InfrastructureChange["action"][] = ["delete", "replace", "leave"];

/** Changes after which the cluster no longer has what is on a machine now. */
export function leavingMachines({ changes }: Pick<InfrastructurePlan, "changes">): InfrastructureChange[] {
  return changes.filter(({ what, action }) => what === "machine" && losing.includes(action));
}
