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

/**
 * Lines by which the table in force differs from the rules, `+` for what somebody added and `-` for what is gone. nft
 * writes rules in its own words, so it is asked how it would list ours, in a network of their own that ends at once.
 */
export async function differsFromText(input: RulesetInput): Promise<string[]> {
  const { table } = input.cluster;
  const inForce = await run("nft", ["--stateless", "list", "table", "inet", table]);
  const script = 'nft --file - && nft --stateless list table inet "$1"';
  const wanted = await run("unshare", ["--net", "sh", "-c", script, "sh", table], { input: ruleset(input) });
  const [found, ours] = [linesOf(inForce), linesOf(wanted)];
  return [
    ...found.filter((line) => !ours.includes(line)).map((line) => `+ ${line}`),
    ...ours.filter((line) => !found.includes(line)).map((line) => `- ${line}`),
  ];
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
