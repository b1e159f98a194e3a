import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { type ProviderContext, type StateNode, unpinHostKey } from "@lambdastack/core";
import { powerOffLimit } from "../machine/boot.ts";
import { diskOf, readLabel, removeDisk } from "../machine/disk.ts";
import { clusterNames, type MachineNames, machineNames } from "../names.ts";
import { disconnect } from "../network/cable.ts";
import type { Supervisor } from "../supervisor/supervisor.ts";
import { announced } from "./announced.ts";

export interface Removing {
  context: ProviderContext;
  supervisor: Supervisor;
  nodes: Map<string, StateNode>;
}

/** Powers a machine off and removes everything of it; recorded last, so that a later run finds what is left. */
export async function removeMachine({ context, supervisor, nodes }: Removing, name: string): Promise<void> {
  await announced(context, { what: "machine", name, action: "delete" }, async () => {
    const names = machineNames(clusterNames(context.lineage), name);
    const disk = await diskOf(context.folder, name);
    const address = (await readLabel(disk))?.address ?? nodes.get(name)?.privateIP;
    await removeTraces(supervisor, names);
    await removeDisk(disk);
    if (address !== undefined) unpinHostKey(context.folder.knownHosts, address, 22);
    if (nodes.delete(name)) await context.record([...nodes.values()]);
  });
}

/** Processes, network and what systemd-nspawn leaves below /run. */
export async function removeTraces(supervisor: Supervisor, names: MachineNames): Promise<void> {
  await supervisor.stop(names, powerOffLimit);
  await disconnect(names);
  // systemd-nspawn leaves this empty directory behind for each name it ever ran.
  await rmdir(join("/run/systemd/nspawn/propagate", names.container)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}
