import type { ComponentsRun } from "@lambdastack/components";
import type { ComponentsHooks, InfrastructureHooks, InfrastructurePlan, Run } from "@lambdastack/core";
import { type InfrastructureRun, infrastructureRun } from "@lambdastack/infrastructure";
import { offlineTools, type RepositoryRun } from "@lambdastack/repository";
import type { EditedDocuments } from "./scale/edited-documents.ts";

/** A run over machines and their roles: the phases of both packages work on their half. */
export interface ClusterRun {
  run: Run;
  infrastructure: InfrastructureRun;
  repository: RepositoryRun;
  components: ComponentsRun;
  /** Where the command itself changes documents. */
  documents?: EditedDocuments;
}

interface Hooks {
  infrastructure: InfrastructureHooks;
  components: ComponentsHooks;
}

export async function clusterRun(
  run: Run,
  { infrastructure, components }: Hooks,
  source: Pick<RepositoryRun, "offline" | "signers" | "allowRollback" | "files"> = {},
): Promise<ClusterRun> {
  const machines = await infrastructureRun(run, infrastructure, components);
  const repository: RepositoryRun = { run, machines: [], ...source };
  const tools = offlineTools(repository, machines.folder.name);
  return {
    run,
    infrastructure: { ...machines, ...(tools && { tools }) },
    repository,
    components: { run, machines: [] },
  };
}

/** What the provider planned; only after the phase that compares machines. */
export function infrastructurePlanOf({ infrastructure }: ClusterRun): InfrastructurePlan {
  if (!infrastructure.plan) throw new Error("machines were not compared yet");
  return infrastructure.plan;
}
