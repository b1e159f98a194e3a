import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import {
  ensureKeyPair,
  type InfrastructureChange,
  type InfrastructurePlan,
  type Machine,
  type ProviderContext,
  type StateNode,
} from "@lambdastack/core";
import { accessOf } from "../access.ts";
import { limitTasks } from "../computer/limit-tasks.ts";
import { adminKeyUnreadable, interrupted } from "../errors.ts";
import { provideImage } from "../image/provide-image.ts";
import { checkFileSystem, diskOf } from "../machine/disk.ts";
import { bringUpToDate } from "../machine/network-files.ts";
import { clusterNames, machineNames } from "../names.ts";
import { connect } from "../network/cable.ts";
import { networkFiles } from "../plan/blueprint.ts";
import { compare } from "../plan/compare.ts";
import { type Survey, survey } from "../plan/make-plan.ts";
import { imageStore, settingsOf } from "../settings.ts";
import { chooseSupervisor, type Supervisor } from "../supervisor/supervisor.ts";
import { announced } from "./announced.ts";
import { bringUpMachine } from "./bring-up-machine.ts";
import { bringUpNetwork } from "./bring-up-network.ts";
import { removeMachine } from "./remove-machine.ts";

export interface Work extends Survey {
  context: ProviderContext;
  supervisor: Supervisor;
  /** What the state has; changed and recorded with each machine. */
  nodes: Map<string, StateNode>;
  /** One line in the form of authorized_keys. */
  publicKey: string;
}

/**
 * Makes it so. Everything is looked at again, and every step may find its work done or half done: so a run after a
 * killed one does what is left.
 */
export async function apply(context: ProviderContext, _plan: InfrastructurePlan): Promise<Machine[]> {
  await checkFileSystem(context.folder);
  const work = await prepare(context);
  const changes = compare({
    cluster: clusterName(context),
    wanted: work.blueprint.wanted.machines,
    observed: work.observed,
    memory: settingsOf(context.manifest).memory,
  });
  await makeImage(work, changes);
  for (const { name } of changes.filter(({ what, action }) => what === "machine" && action === "delete")) {
    await step(context, () => removeMachine(work, name));
  }
  await step(context, () => makeNetwork(work, changes));
  await makeMachines(work, changes);
  await keepFiles(work);
  return work.blueprint.wanted.machines;
}

async function prepare(context: ProviderContext): Promise<Work> {
  const supervisor = await chooseSupervisor();
  const publicKey = await clusterKey(context);
  const nodes = new Map(context.nodes.map((node) => [node.name, node]));
  return { ...(await survey(context, supervisor)), context, supervisor, nodes, publicKey };
}

/** A key inside the build folder is made when it is missing; one that the user keeps elsewhere must be there. */
async function clusterKey(context: ProviderContext): Promise<string> {
  const { keyPath } = accessOf(context);
  if (keyPath.startsWith(`${context.folder.keys}/`)) {
    return (await ensureKeyPair(dirname(keyPath), basename(keyPath))).publicKey;
  }
  const text = await readFile(`${keyPath}.pub`, "utf8").catch((error: Error) => {
    throw adminKeyUnreadable(`${keyPath}.pub`, error);
  });
  return text.trim();
}

async function makeImage({ context, blueprint }: Work, changes: readonly InfrastructureChange[]): Promise<void> {
  const change = changes.find(({ what }) => what === "image");
  if (!change) return;
  const { events, signal } = context;
  let done = 0;
  const progress = (line: string): void => {
    if (!line.startsWith("I: ")) return;
    done += 1;
    events.emit({ type: "progress", what: `image: ${line.slice(3)}`, done, unit: "steps" });
  };
  await step(context, () =>
    announced(context, change, () =>
      provideImage(context, { store: imageStore(), recipe: blueprint.recipe, signal, progress }),
    ),
  );
}

async function makeNetwork(work: Work, changes: readonly InfrastructureChange[]): Promise<void> {
  const change = changes.find(({ what }) => what === "network");
  if (!change) return;
  await announced(work.context, change, async () => {
    await bringUpNetwork(work.blueprint);
    for (const machine of work.blueprint.wanted.machines) await reconnect(work, machine);
  });
}

/** A running machine keeps running: only its cable is seen to. */
async function reconnect({ blueprint, context, observed }: Work, { name, address }: Machine): Promise<void> {
  const found = observed.machines[name];
  if (!found?.running || found.connected) return;
  const cluster = clusterNames(context.lineage);
  await connect({ cluster, machine: machineNames(cluster, name), address, pool: blueprint.pool, mtu: blueprint.mtu });
}

async function makeMachines(work: Work, changes: readonly InfrastructureChange[]): Promise<void> {
  const wanted = new Map(work.blueprint.wanted.machines.map((machine) => [machine.name, machine]));
  const tasks = changes.flatMap((change) => {
    const machine = change.what === "machine" ? wanted.get(change.name) : undefined;
    return machine
      ? [() => step(work.context, () => announced(work.context, change, () => bring(work, machine, change)))]
      : [];
  });
  await limitTasks(work.context.concurrency, tasks);
}

/** What changes of a machine that runs is its memory. */
async function bring(work: Work, machine: Machine, { action }: InfrastructureChange): Promise<void> {
  if (action !== "update") return bringUpMachine(work, machine);
  const { context, supervisor } = work;
  await supervisor.limitMemory(
    machineNames(clusterNames(context.lineage), machine.name),
    settingsOf(context.manifest).memory,
  );
}

/** Machines that were there before learn the names of the new ones. */
async function keepFiles({ blueprint, context, observed }: Work): Promise<void> {
  for (const { name, address } of blueprint.wanted.machines) {
    const found = observed.machines[name];
    if (!found?.running || found.files) continue;
    await bringUpToDate((await diskOf(context.folder, name)).root, networkFiles(blueprint, address));
  }
}

async function step<T>({ signal }: ProviderContext, work: () => Promise<T>): Promise<T> {
  if (signal.aborted) throw interrupted();
  return work();
}

function clusterName({ manifest }: ProviderContext): string {
  return String(manifest.cluster.specification.name);
}
