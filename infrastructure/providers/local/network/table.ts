import { attempt, run } from "../computer/run.ts";
import type { ClusterNames } from "../names.ts";
import { type RulesetInput, revisionChain, ruleset } from "./ruleset.ts";

/** Whether exactly these rules are in force. */
export async function isInForce(input: RulesetInput): Promise<boolean> {
  const { status } = await attempt("nft", ["list", "chain", "inet", input.cluster.table, revisionChain(input)]);
  return status === 0;
}

export async function enforce(input: RulesetInput): Promise<void> {
  await run("nft", ["--file", "-"], { input: ruleset(input) });
}

export async function tableExists({ table }: ClusterNames): Promise<boolean> {
  return (await attempt("nft", ["--terse", "list", "table", "inet", table])).status === 0;
}

export async function removeTable(cluster: ClusterNames): Promise<void> {
  if (await tableExists(cluster)) await run("nft", ["delete", "table", "inet", cluster.table]);
}
