import { plansOf } from "@lambdastack/components";
import { fileDifferences, type Phase, planSummary, renderPlan } from "@lambdastack/core";
import { renderInfrastructurePlan } from "@lambdastack/infrastructure";
import { repositoryPlanText } from "@lambdastack/repository";
import { type ClusterRun, infrastructurePlanOf } from "../cluster-run.ts";

/** Shows the whole plan, machines and roles, and lets the user decide. */
export const approveCluster: Phase<ClusterRun> = {
  name: "approve",
  title: "Approval",
  async run(cluster) {
    const { changes } = infrastructurePlanOf(cluster);
    const summary = planSummary(plansOf(cluster.components));
    await cluster.run.workspace.settings.approve({
      text: clusterPlanText(cluster, { color: false }),
      hasChanges:
        documentDifferences(cluster).length > 0 ||
        changes.length > 0 ||
        isRepositoryPending(cluster) ||
        summary.hasChanges,
      destroys: changes.some(({ destroys }) => destroys) || summary.destroys.length > 0,
    });
    return undefined;
  },
};

const isRepositoryPending = ({ repository }: ClusterRun): boolean => (repository.plan?.changes.length ?? 0) > 0;

export function clusterPlanText(cluster: ClusterRun, options: { color: boolean }): string {
  const infrastructure = renderInfrastructurePlan(infrastructurePlanOf(cluster));
  const repository = repositoryPlanText(cluster.repository);
  const parts = [
    ...documentDifferences(cluster),
    infrastructure,
    repository,
    renderPlan(plansOf(cluster.components), options),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

const documentDifferences = ({ documents }: ClusterRun): string[] =>
  documents?.areGiven ? fileDifferences(documents.before, documents.after) : [];
