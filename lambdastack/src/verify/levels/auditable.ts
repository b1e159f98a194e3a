import { type Judgement, judged, notApplicable } from "../level.ts";
import type { ThrowAwayCluster } from "../throw-away-cluster.ts";
import { type Drift, driftsOf } from "./drifts.ts";
import type { FirstApply } from "./first-apply.ts";

/** Meddles with one thing after the other: each must be found, and be put right by the next apply. */
export async function auditable(cluster: ThrowAwayCluster, { done }: FirstApply): Promise<Judgement> {
  const drifts = driftsOf(done);
  if (drifts.length === 0)
    return notApplicable("It makes no file, unit, link or service that could be changed here by hand.");
  const problems: string[] = [];
  for (const drift of drifts) problems.push(...(await problemsOf(cluster, drift)));
  return judged(problems);
}

async function problemsOf(cluster: ThrowAwayCluster, drift: Drift): Promise<string[]> {
  await cluster.on(drift.machine, drift.script);
  if (!(await pending(cluster)).includes(drift.resource)) return [`With ${drift.what}, nothing was found to differ.`];
  await cluster.stack.apply(cluster.input);
  const left = await pending(cluster);
  return left.length === 0 ? [] : [`With ${drift.what}, apply did not put it right: ${left.join(", ")} still differ.`];
}

async function pending({ stack, input }: ThrowAwayCluster): Promise<string[]> {
  const { components } = await stack.plan(input);
  return components.machines.flatMap(({ changes }) => changes.map(({ resource }) => resource));
}
