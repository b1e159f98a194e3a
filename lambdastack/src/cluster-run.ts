import type { ComponentsRun } from "@lambdastack/components";
import type { InfrastructureHooks, InfrastructurePlan, Run } from "@lambdastack/core";
import { type InfrastructureRun, infrastructureRun } from "@lambdastack/infrastructure";

/** A run over machines and their roles: the phases of both packages work on their half. */
export interface ClusterRun {
  run: Run;
  infrastructure: InfrastructureRun;
  components: ComponentsRun;
}

export async function clusterRun(run: Run, hooks: InfrastructureHooks): Promise<ClusterRun> {
  return { run, infrastructure: await infrastructureRun(run, hooks), components: { run, machines: [] } };
}

/** What the provider planned; only after the phase that compares machines. */
export function infrastructurePlanOf({ infrastructure }: ClusterRun): InfrastructurePlan {
  if (!infrastructure.plan) throw new Error("machines were not compared yet");
  return infrastructure.plan;
}
