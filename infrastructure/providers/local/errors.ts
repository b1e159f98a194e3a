import { StackError } from "@lambdastack/core";
import type { Missing } from "./preflight/missing.ts";

export function computerNotReady(missing: Missing): StackError {
  const lines = [
    ...missing.reasons,
    ...missing.programs.map(({ program, debianPackage }) => `program ${program} (package ${debianPackage})`),
  ];
  const commands = missing.packages.length > 0 ? [`apt-get install --yes ${missing.packages.join(" ")}`] : [];
  return new StackError(
    "computer-not-ready",
    `This computer cannot run machines of provider local. Missing: ${lines.join("; ")}.`,
    {
      ending: "refused",
      hint: [...commands.map((command) => `Run as root: ${command}`), ...missing.remedies].join(" "),
    },
  );
}

export function programFailed(command: string, status: number | string, output: string): StackError {
  const said = output.trim().split("\n").slice(-15).join("\n");
  return new StackError("program-failed", `\`${command}\` ended with ${status}${said === "" ? "." : `:\n${said}`}`, {
    hint: "Run the same command again: it continues where this one stopped.",
  });
}

export function memoryLimitFailed(bytes: number, problems: readonly string[]): StackError {
  const said = problems.length === 0 ? "no control group counts memory here" : problems.join("; ");
  return new StackError(
    "memory-limit-failed",
    `A machine cannot be limited to ${bytes / 2 ** 20} MiB of memory: ${said}.`,
    {
      hint: "Where it uses more already, stop something on it first; else leave specification.local.memory out.",
    },
  );
}

export function interrupted(): StackError {
  return new StackError("interrupted", "Interrupted between two steps.", {
    ending: "interrupted",
    hint: "Run the same command again: it continues where this one stopped.",
  });
}

export function badAddressPool(pool: string, reason: string): StackError {
  return new StackError(
    "bad-address-pool",
    `specification.local.address_pool: ${reason}, received ${JSON.stringify(pool)}.`,
    {
      ending: "invalid",
      hint: "Give a private IPv4 network with its prefix length, such as 10.77.0.0/24.",
    },
  );
}

export function badNetworkMode(received: unknown): StackError {
  return new StackError("bad-network-mode", `specification.local.network: received ${JSON.stringify(received)}.`, {
    ending: "invalid",
    hint: "Give isolated, jump-host or full.",
  });
}

export function addressPoolTaken(pool: string, taken: string): StackError {
  return new StackError("address-pool-taken", `The address pool ${pool} overlaps with ${taken}.`, {
    ending: "refused",
    hint: "Choose a network that is free here, in the cluster document: specification: {local: {address_pool: 10.78.0.0/24}}.",
  });
}

export function noResolver(): StackError {
  return new StackError(
    "no-resolver",
    "Machines may reach out, but this computer's resolver listens on loopback only and its upstream is not known.",
    {
      ending: "refused",
      hint: "Put the address of a name server that machines can reach into /etc/resolv.conf, or set network: isolated.",
    },
  );
}

export function unsuitableDisk(path: string, kind: string): StackError {
  return new StackError("unsuitable-disk", `${path} lies on ${kind}, which cannot hold the disks of machines.`, {
    ending: "refused",
    hint: "Put the build folder on a file system such as ext4, xfs or btrfs with -b DIR.",
  });
}

export function machineDidNotStart(machine: string, seconds: number, log: string): StackError {
  return new StackError(
    "machine-did-not-start",
    `${machine} did not answer over SSH within ${seconds} s. Its last lines:\n${log}`,
    {
      hint: "Run apply again; a machine that does not run is started again with its data.",
    },
  );
}

export function processesWillNotEnd(machine: string, pids: readonly number[]): StackError {
  return new StackError("processes-will-not-end", `Processes of ${machine} do not end: ${pids.join(", ")}.`, {
    hint: "They wait inside the kernel. Look at them with ps, then run the same command again.",
  });
}

export function unsafePath(path: string): StackError {
  return new StackError(
    "unsafe-path",
    `${path} inside a machine is a symbolic link or no directory; it is not written through.`,
    {
      hint: "Put the directory back in its usual form on that machine.",
    },
  );
}

export function stillMounted(path: string): StackError {
  return new StackError("still-mounted", `${path} is still mounted; nothing below it was removed.`, {
    hint: "Find what uses it with: fuser -vm PATH. Then run the same command again.",
  });
}

/** Anything else that is thrown is a bug of ours. */
export function isStackError(error: unknown): error is StackError {
  return error instanceof StackError;
}

export function imageLost(machine: string, image: string): StackError {
  return new StackError("image-lost", `The image ${image} below the disk of ${machine} was removed from the cache.`, {
    hint: "Give the folder or bundle that it came from with --offline, bring it back from a backup, or remove the machine and let it be made anew.",
  });
}

export function carriedImageDamaged(file: string): StackError {
  return new StackError("carried-image-damaged", `${file} is not the image that its name says.`, {
    hint: "Bring the folder or bundle here once more: repo download and repo export write it.",
  });
}

export function adminKeyUnreadable(path: string, cause: Error): StackError {
  return new StackError(
    "admin-key-unreadable",
    `The admin user's public key ${path} cannot be read: ${cause.message}.`,
    {
      ending: "invalid",
      hint: "Put the public key beside the private one, or leave key_path out: the cluster then gets a key of its own.",
      cause,
    },
  );
}
