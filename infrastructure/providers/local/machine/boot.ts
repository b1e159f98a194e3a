import type { Cable } from "../network/cable.ts";
import { connect, disconnect } from "../network/cable.ts";
import type { Supervisor } from "../supervisor/supervisor.ts";
import { type Disk, mountDisk } from "./disk.ts";

export interface Boot {
  disk: Disk;
  cable: Cable;
  hostname: string;
  supervisor: Supervisor;
  /** Bytes that it may use. */
  memory?: number | undefined;
}

/** Seconds until a machine that does not power off in order is ended. */
const powerOffLimit = 20;

/** Starts a machine that does not run. Processes of an earlier life are ended first, and its network is made anew. */
export async function boot({ disk, cable, hostname, supervisor, memory }: Boot): Promise<void> {
  await supervisor.stop(cable.machine, 0);
  await disconnect(cable.machine);
  await mountDisk(disk);
  await connect(cable);
  const args = nspawnArguments({ disk, cable, hostname });
  await supervisor.start({
    machine: cable.machine,
    directory: disk.directory,
    log: disk.log,
    args,
    ...(memory !== undefined && { memory }),
  });
}

export async function powerOff({ supervisor, cable }: Pick<Boot, "supervisor" | "cable">): Promise<void> {
  await supervisor.stop(cable.machine, powerOffLimit);
}

export { powerOffLimit };

/**
 * CAP_NET_ADMIN lets roles set up addresses and firewalls in the machine's own network namespace. The kernel's other
 * settings stay read-only inside: they are the computer's own.
 */
export function nspawnArguments({ disk, cable, hostname }: Pick<Boot, "disk" | "cable" | "hostname">): string[] {
  return [
    ...["--quiet", "--register=no", "--keep-unit", "--boot", "--console=read-only"],
    `--directory=${disk.root}`,
    `--machine=${cable.machine.container}`,
    `--hostname=${hostname}`,
    `--network-namespace-path=${cable.machine.namespace}`,
    ...["--resolv-conf=off", "--timezone=off", "--link-journal=no", "--capability=CAP_NET_ADMIN"],
  ];
}
