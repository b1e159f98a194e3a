import { readFile } from "node:fs/promises";

/** One process, told apart from a later one with the same number by its start. */
export interface Process {
  pid: number;
  /** Clock ticks after the computer's start (proc_pid_stat(5), field 22). */
  start: number;
  /** `comm`, at most 15 characters. */
  name: string;
}

/** Undefined when no such process runs. A zombie counts as ended. */
export async function readProcess(pid: number): Promise<Process | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return stat === undefined ? undefined : parseStat(stat);
}

export function parseStat(stat: string): Process | undefined {
  const open = stat.indexOf("(");
  const close = stat.lastIndexOf(")");
  const fields = stat.slice(close + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return undefined;
  return { pid: Number(stat.slice(0, open)), name: stat.slice(open + 1, close), start: Number(fields[19]) };
}

/** Sends a signal unless the process has ended meanwhile, also when its number was given to another. */
export async function signalProcess(target: Process, signal: NodeJS.Signals): Promise<void> {
  const now = await readProcess(target.pid);
  if (now?.start !== target.start) return;
  try {
    process.kill(target.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Seconds since the process began. */
export async function ageOf(target: Process): Promise<number> {
  const [uptime = "0"] = (await readFile("/proc/uptime", "utf8")).split(" ");
  // USER_HZ is 100 on every architecture that Node runs on.
  return Math.max(0, Number(uptime) - target.start / 100);
}
