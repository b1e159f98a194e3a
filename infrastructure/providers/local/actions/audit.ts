import type { Drift, InfrastructureChange, ProviderContext } from "@lambdastack/core";
import { clusterNames, machineNames } from "../names.ts";
import { pluggedInto } from "../network/bridge.ts";
import { differsFromText } from "../network/table.ts";
import { makePlan, type Survey, survey } from "../plan/make-plan.ts";
import { readLabels } from "../plan/observe.ts";
import { chooseSupervisor } from "../supervisor/supervisor.ts";

/** Documents and state against disks, processes, network and rules on this computer. */
export async function audit(context: ProviderContext): Promise<Drift[]> {
  const surveyed = await survey(context, await chooseSupervisor());
  const { changes } = makePlan(context, surveyed);
  return [
    ...changes.flatMap((change) => driftOf(change, context)),
    ...(await unrecordedDisks(context)),
    ...(await strayCables(context)),
    ...(await changedRules(context, surveyed)),
  ];
}

function driftOf({ action, what, name, detail }: InfrastructureChange, { nodes }: ProviderContext): Drift[] {
  if (what === "image") return [];
  const told = { what, name, ...(detail !== undefined && { detail }) };
  if (what === "network") return [{ ...told, drift: action === "update" ? "changed" : "missing" }];
  if (action === "start") return [{ ...told, drift: "stopped" }];
  const isLost = action === "create" && nodes.some((node) => node.name === name);
  return [{ ...told, drift: isLost ? "missing" : "pending" }];
}

async function unrecordedDisks(context: ProviderContext): Promise<Drift[]> {
  const labels = await readLabels(context);
  const unknown = labels.filter(({ name }) => !context.nodes.some((node) => node.name === name));
  return unknown.map(({ name, address }) => ({
    drift: "unrecorded",
    what: "machine",
    name,
    detail: `${address}, no state knows its disk`,
  }));
}

/** What somebody plugged into the cluster's bridge. */
async function strayCables({ lineage, nodes }: ProviderContext): Promise<Drift[]> {
  const cluster = clusterNames(lineage);
  const own = new Set(nodes.map(({ name }) => machineNames(cluster, name).cable));
  const strangers = (await pluggedInto(cluster.bridge)).filter((cable) => !own.has(cable));
  return strangers.map((name) => ({
    drift: "unrecorded",
    what: "network interface",
    name,
    detail: `in bridge ${cluster.bridge}`,
  }));
}

/** The plan looks for the mark of the right rules alone; here they are compared line by line. */
async function changedRules({ manifest }: ProviderContext, { blueprint, observed }: Survey): Promise<Drift[]> {
  if (!observed.network.rules) return [];
  const lines = await differsFromText(blueprint.rules);
  if (lines.length === 0) return [];
  const name = String(manifest.cluster.specification.name);
  return [{ drift: "changed", what: "rules", name, detail: lines.join("\n") }];
}
