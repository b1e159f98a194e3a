import { createHash } from "node:crypto";
import { join } from "node:path";

/** Names of what a cluster has on the computer, derived from its lineage alone: a later run finds what an earlier one left. */
export interface ClusterNames {
  id: string;
  /** At most 15 characters, as the kernel demands of every interface. */
  bridge: string;
  table: string;
  runDirectory: string;
  controlGroup: string;
  unitPrefix: string;
}

export interface MachineNames {
  id: string;
  /** The bridge's end of the machine's cable. */
  cable: string;
  /** File that keeps the network namespace. */
  namespace: string;
  controlGroup: string;
  unit: string;
  /** Name that systemd-nspawn uses below /run/systemd/nspawn. */
  container: string;
}

/** Holds what lives until the computer stops. */
export const runRoot = "/run/lambdastack";

export function clusterNames(lineage: string): ClusterNames {
  const id = shortHash(lineage, 8);
  return {
    id,
    bridge: `lsb${id}`,
    table: `lambdastack_${id}`,
    runDirectory: join(runRoot, id),
    controlGroup: join("lambdastack", id),
    unitPrefix: `lambdastack-${id}-`,
  };
}

export function machineNames(cluster: ClusterNames, machine: string): MachineNames {
  return namesOfId(cluster, shortHash(`${cluster.id}/${machine}`, 10));
}

/** The same for a machine of which only traces are left. */
export function namesOfId(cluster: ClusterNames, id: string): MachineNames {
  return {
    id,
    cable: `lsv${id}`,
    namespace: join(cluster.runDirectory, `${id}.net`),
    controlGroup: join(cluster.controlGroup, id),
    unit: `${cluster.unitPrefix}${id}.service`,
    container: `ls-${cluster.id}-${id}`,
  };
}

/** Derived from the address, so that no neighbour's ARP table is wrong when an address is used again. */
export function hardwareAddress(cluster: ClusterNames, address: string): string {
  const bytes = shortHash(`${cluster.id}/${address}`, 10).match(/../g) ?? [];
  return ["02", ...bytes].join(":");
}

function shortHash(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}
