import { clusterName } from "@lambdastack/core";
import type { RepositoryRun } from "../repository-run.ts";
import { hasRepository } from "./repository-plan.ts";

/** For people. */
export function repositoryPlanText(repository: RepositoryRun): string {
  const { plan } = repository;
  if (!plan || !hasRepository(repository)) return "";
  const cluster = clusterName(repository.run.workspace.manifest);
  if (plan.changes.length === 0)
    return `Repository of ${cluster}: as wanted, at release ${plan.release ?? "of your own"}.`;
  const lines = plan.changes.map(
    ({ action, what, machine, detail }) => `  + ${machine}: ${action} ${what}${detail ? ` (${detail})` : ""}`,
  );
  return [`Repository of ${cluster}:`, ...lines].join("\n");
}
