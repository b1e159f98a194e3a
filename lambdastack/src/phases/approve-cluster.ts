import { plansOf } from "@lambdastack/components";
import { type Phase, planSummary, renderPlan } from "@lambdastack/core";
import { renderInfrastructurePlan } from "@lambdastack/infrastructure";
import { renderRepositoryPlan } from "@lambdastack/repository";
import { type ClusterRun, infrastructurePlanOf, repositoryPlanOf } from "../cluster-run.ts";

/** Shows the whole plan, machines and roles, and lets the user decide. */
export const approveCluster: Phase<ClusterRun> = {
  name: "approve",
  title: "Approval",
  async run(cluster) {
    const { changes } = infrastructurePlanOf(cluster);
    const summary = planSummary(plansOf(cluster.components));
    await cluster.run.workspace.settings.approve({
      text: clusterPlanText(cluster, { color: false }),
      hasChanges: changes.length > 0 || repositoryPlanOf(cluster).changes.length > 0 || summary.hasChanges,
      destroys: changes.some(({ destroys }) => destroys) || summary.destroys.length > 0,
    });
    return undefined;
  },
};

export function clusterPlanText(cluster: ClusterRun, options: { color: boolean }): string {
  const parts = [
    renderInfrastructurePlan(infrastructurePlanOf(cluster)),
    renderRepositoryPlan(repositoryPlanOf(cluster)),
    renderPlan(plansOf(cluster.components), options),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}
