import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createGroup, groupNames, memoryOf, processesIn, removeGroup } from "../computer/control-groups.ts";
import { limitMemory, memoryLimitOf } from "../computer/memory-limit.ts";
import { ageOf, type Process, signalProcess } from "../computer/processes.ts";
import { searchPath } from "../computer/run.ts";
import { processesWillNotEnd } from "../errors.ts";
import type { MachineNames } from "../names.ts";
import type { Launch, Running, Supervisor } from "./supervisor.ts";
import { supervisorScript } from "./supervisor-script.ts";

const nspawn = "systemd-nspawn";
const shell = "sh";
const pause = 50;

/** For a computer without systemd: a shell in a session of its own per machine, everything in one control group. */
export const detached: Supervisor = { start, running, limitMemory: limit, stop, traces, forget };

async function start({ machine, directory, log, args, memory }: Launch): Promise<void> {
  const groups = await createGroup(machine.controlGroup);
  await limitMemory(machine.controlGroup, memory);
  const output = await open(log, "a", 0o600);
  try {
    const child = spawn(
      "sh",
      ["-c", supervisorScript, "lambdastack", join(directory, "running.lock"), groups.join("\n"), ...args],
      {
        detached: true,
        cwd: "/",
        stdio: ["ignore", output.fd, output.fd],
        // Nothing of this process's environment, where secrets may be, reaches what lives on.
        env: { PATH: searchPath },
      },
    );
    await once(child, "spawn");
    child.unref();
  } finally {
    await output.close();
  }
}

/** The shell counts too: between the two lives of a rebooting machine it is all there is. */
async function running({ controlGroup }: MachineNames): Promise<Running | undefined> {
  const [keeper] = await keepers(controlGroup, [nspawn, shell]);
  if (!keeper) return undefined;
  const memory = await memoryOf(controlGroup);
  const memoryLimit = await memoryLimitOf(controlGroup);
  return {
    uptime: await ageOf(keeper),
    ...(memory === undefined ? {} : { memory }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  };
}

async function limit({ controlGroup }: MachineNames, bytes: number | undefined): Promise<void> {
  await limitMemory(controlGroup, bytes);
}

async function stop({ controlGroup }: MachineNames, limit: number): Promise<void> {
  for (const process of await keepers(controlGroup, [nspawn])) await signalProcess(process, "SIGTERM");
  await until(limit, async () => (await keepers(controlGroup, [nspawn])).length === 0);
  await endEvery(controlGroup);
  await until(5, () => removeGroup(controlGroup));
}

/** Ends what is left, again until nothing new appears. Throws `processes-will-not-end`. */
async function endEvery(controlGroup: string): Promise<void> {
  const isEmpty = await until(10, async () => {
    const left = await processesIn(controlGroup);
    for (const process of left) await signalProcess(process, "SIGKILL");
    return left.length === 0;
  });
  if (isEmpty) return;
  const left = await processesIn(controlGroup);
  throw processesWillNotEnd(
    controlGroup,
    left.map(({ pid }) => pid),
  );
}

async function traces(controlGroup: string): Promise<string[]> {
  return groupNames(controlGroup);
}

async function forget(controlGroup: string): Promise<void> {
  await until(5, () => removeGroup(controlGroup));
  // The parent goes with its last cluster; with another cluster in it, it is not empty and stays.
  await removeGroupIfEmpty("lambdastack");
}

async function removeGroupIfEmpty(path: string): Promise<void> {
  if ((await groupNames(path)).length === 0) await removeGroup(path);
}

/** Processes of these names, in the order of the names, that are ours and not the machine's own: those have another PID namespace. */
async function keepers(controlGroup: string, names: readonly string[]): Promise<Process[]> {
  const own = await readlink("/proc/self/ns/pid");
  const found = await processesIn(controlGroup);
  const isOurs = await Promise.all(
    found.map(async ({ pid }) => (await readlink(`/proc/${pid}/ns/pid`).catch(() => "")) === own),
  );
  const ours = found.filter((_, index) => isOurs[index]);
  return names.flatMap((name) => ours.filter((process) => process.name === name));
}

/** Asks again until the answer is yes; false when the time in seconds ran out. */
async function until(seconds: number, question: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  while (!(await question())) {
    if (Date.now() > end) return false;
    await wait(pause);
  }
  return true;
}
