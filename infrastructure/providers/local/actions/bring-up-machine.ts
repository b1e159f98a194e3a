import { type Machine, pinHostKey } from "@lambdastack/core";
import { imageLost } from "../errors.ts";
import { isCarried } from "../image/carried-image.ts";
import { hasImage, imageRoot } from "../image/image-store.ts";
import { provideImage } from "../image/provide-image.ts";
import { recipeKey } from "../image/recipe.ts";
import { awaitLogin } from "../machine/await-login.ts";
import { boot } from "../machine/boot.ts";
import { createDisk, type Disk, diskOf, mountDisk, readLabel, writeLabel } from "../machine/disk.ts";
import { bringUpToDate } from "../machine/network-files.ts";
import { personalise, publicHostKey } from "../machine/personalise.ts";
import { type ClusterNames, clusterNames, machineNames } from "../names.ts";
import { networkFiles } from "../plan/blueprint.ts";
import { imageStore, settingsOf } from "../settings.ts";
import type { Work } from "./apply.ts";

/** From whatever is there of a machine to one that answers over SSH and stands in the state. */
export async function bringUpMachine(work: Work, machine: Machine): Promise<void> {
  const { context, supervisor, blueprint } = work;
  const cluster = clusterNames(context.lineage);
  const names = machineNames(cluster, machine.name);
  const disk = await diskOf(context.folder, machine.name);
  if (await readLabel(disk)) await prepareDisk(work, disk);
  else await makeDisk(work, disk, machine);
  await supervisor.stop(names, 0);
  await mountDisk(disk);
  await bringUpToDate(disk.root, networkFiles(blueprint, machine.address));
  const cable = { cluster, machine: names, address: machine.address, pool: blueprint.pool, mtu: blueprint.mtu };
  await boot({ disk, cable, hostname: machine.hostname, supervisor, memory: settingsOf(context.manifest).memory });
  pinHostKey(context.folder.knownHosts, machine.sshAddress, machine.sshPort, await publicHostKey(disk));
  const isRunning = async (): Promise<boolean> => (await supervisor.running(names)) !== undefined;
  await awaitLogin({ machine: machine.name, address: machine.sshAddress, log: disk.log, isRunning });
  await recordMachine(work, machine);
}

/** A fresh disk: the label is written last, so a disk that has one is whole. */
async function makeDisk(
  { context, supervisor, blueprint, publicKey }: Work,
  disk: Disk,
  machine: Machine,
): Promise<void> {
  const { name, component, index, address, hostname } = machine;
  const cluster: ClusterNames = clusterNames(context.lineage);
  await supervisor.stop(machineNames(cluster, name), 0);
  const image = recipeKey(blueprint.recipe);
  await createDisk(disk, imageRoot(imageStore(), image));
  await mountDisk(disk);
  const { adminUser } = settingsOf(context.manifest);
  await personalise(disk, {
    ...networkFiles(blueprint, address),
    cluster: context.lineage,
    name,
    hostname,
    adminUser,
    publicKey,
  });
  await writeLabel(disk, { name, component, index, address, hostname, image });
}

/** The image below an existing disk may have been thrown out of the cache. */
async function prepareDisk({ context, blueprint }: Work, disk: Disk): Promise<void> {
  const label = await readLabel(disk);
  if (!label || (await hasImage(imageStore(), label.image))) return;
  if (label.image !== recipeKey(blueprint.recipe)) throw imageLost(label.name, label.image);
  if (!isCarried(blueprint.recipe)) {
    const message = `The image of ${label.name} was removed from the cache and is built again; its packages may be newer.`;
    context.events.emit({ type: "warning", message });
  }
  const { signal } = context;
  await provideImage(context, { store: imageStore(), recipe: blueprint.recipe, signal, progress: () => undefined });
}

async function recordMachine({ context, nodes, blueprint }: Work, machine: Machine): Promise<void> {
  const { name, component, index, address } = machine;
  nodes.set(name, { ...nodes.get(name), name, component, index, privateIP: address, usedBy: component });
  await context.record([...nodes.values()], { last_index: blueprint.wanted.lastIndex });
}
