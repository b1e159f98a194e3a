import { readdir, rm, rmdir } from "node:fs/promises";
import type { InfrastructureChange, InfrastructurePlan, ProviderContext } from "@lambdastack/core";
import { limitTasks } from "../computer/limit-tasks.ts";
import { unmountBelow } from "../computer/mounts.ts";
import { interrupted } from "../errors.ts";
import { disks, disksDirectory } from "../machine/disk.ts";
import { type ClusterNames, clusterNames, namesOfId, runRoot } from "../names.ts";
import { interfaceExists, pluggedInto, removeGuardRoute, removeInterface } from "../network/bridge.ts";
import { switchForwardingBack } from "../network/forwarding.ts";
import { removeTable, tableExists } from "../network/table.ts";
import { settingsOf } from "../settings.ts";
import { chooseSupervisor } from "../supervisor/supervisor.ts";
import { announced } from "./announced.ts";
import { removeMachine, removeTraces } from "./remove-machine.ts";

export async function planDestroy(context: ProviderContext): Promise<InfrastructurePlan> {
  const machines = await existingMachines(context);
  const cluster = clusterNames(context.lineage);
  const hasNetwork = (await interfaceExists(cluster.bridge)) || (await tableExists(cluster));
  const changes: InfrastructureChange[] = machines.map((name) => ({
    action: "delete",
    what: "machine",
    name,
    detail: "with its disk and all data on it",
    destroys: true,
  }));
  if (hasNetwork) changes.push(networkRemoval(context));
  return { changes, machines: [], observed: { machines, network: hasNetwork } };
}

/** Goes by what is found on the computer, not by the plan: so what a killed run left is removed too, however little that is. */
export async function destroy(context: ProviderContext, _plan: InfrastructurePlan): Promise<void> {
  const supervisor = await chooseSupervisor();
  const cluster = clusterNames(context.lineage);
  const nodes = new Map(context.nodes.map((node) => [node.name, node]));
  const removals = (await existingMachines(context)).map((name) => async () => {
    if (context.signal.aborted) throw interrupted();
    await removeMachine({ context, supervisor, nodes }, name);
  });
  await limitTasks(context.concurrency, removals);
  if (context.signal.aborted) throw interrupted();
  for (const id of await supervisor.traces(cluster.controlGroup, cluster.unitPrefix)) {
    await removeTraces(supervisor, namesOfId(cluster, id));
  }
  await announced(context, networkRemoval(context), () => removeNetwork(context, cluster));
  await supervisor.forget(cluster.controlGroup);
  await rm(disksDirectory(context.folder), { recursive: true, force: true });
}

async function existingMachines(context: ProviderContext): Promise<string[]> {
  const names = [...(await disks(context.folder)), ...context.nodes.map(({ name }) => name)];
  return [...new Set(names)].sort();
}

/** The guard goes last, when nothing of the network is left to guard. */
async function removeNetwork({ manifest }: ProviderContext, cluster: ClusterNames): Promise<void> {
  for (const cable of await pluggedInto(cluster.bridge)) await removeInterface(cable);
  await removeInterface(cluster.bridge);
  await switchForwardingBack(cluster);
  await removeTable(cluster);
  await removeGuardRoute(settingsOf(manifest).pool);
  await removeRunDirectory(cluster);
}

async function removeRunDirectory({ runDirectory }: ClusterNames): Promise<void> {
  await unmountBelow(runDirectory);
  await rm(runDirectory, { recursive: true, force: true });
  const others = await readdir(runRoot).catch(() => [""]);
  if (others.length === 0) await rmdir(runRoot);
}

function networkRemoval({ manifest }: ProviderContext): InfrastructureChange {
  const name = String(manifest.cluster.specification.name);
  return {
    action: "delete",
    what: "network",
    name,
    detail: "bridge, rules and routes; cached images stay",
    destroys: true,
  };
}
