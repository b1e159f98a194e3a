import { stat } from "node:fs/promises";
import type { MachineNames } from "../names.ts";
import { detached } from "./detached.ts";
import { systemd } from "./systemd.ts";

export interface Launch {
  machine: MachineNames;
  /** Directory that holds the machine's lock and log. */
  directory: string;
  log: string;
  /** Arguments of systemd-nspawn. */
  args: readonly string[];
  /** Bytes that it may use. */
  memory?: number;
}

export interface Running {
  /** Seconds since it was started. */
  uptime?: number;
  /** Bytes. */
  memory?: number;
  /** Bytes that it may use; missing where nothing limits it. */
  memoryLimit?: number;
}

/** Keeps machines running after this program has ended, and ends exactly what belongs to one. */
export interface Supervisor {
  start(launch: Launch): Promise<void>;
  /** Undefined when the machine does not run, also when processes of it are left over. */
  running(machine: MachineNames): Promise<Running | undefined>;
  /** Of a machine that runs, in bytes; undefined: as much as there is. */
  limitMemory(machine: MachineNames, bytes: number | undefined): Promise<void>;
  /** Powers off in order; after the limit in seconds, or where nothing is left to ask, ends every process of the machine. */
  stop(machine: MachineNames, limit: number): Promise<void>;
  /** Ids of the machines of the cluster that have processes or traces of them. */
  traces(controlGroup: string, unitPrefix: string): Promise<string[]>;
  /** Removes what stays when no machine of the cluster is left. */
  forget(controlGroup: string): Promise<void>;
}

/** A computer that runs systemd owns its control groups through it (sd_booted(3)); elsewhere we keep our own. */
export async function chooseSupervisor(): Promise<Supervisor> {
  const isSystemd = await stat("/run/systemd/system").then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isSystemd ? systemd : detached;
}
