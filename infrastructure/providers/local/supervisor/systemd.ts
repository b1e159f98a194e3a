import { attempt, run } from "../computer/run.ts";
import type { MachineNames } from "../names.ts";
import type { Launch, Running, Supervisor } from "./supervisor.ts";

/** For a computer that runs systemd: a transient service per machine, with the properties of systemd-nspawn@.service. */
export const systemd: Supervisor = { start, running, limitMemory, stop, traces, forget };

const properties = [
  "KillMode=mixed",
  // For a machine that ended badly: what it left is not asked for the usual 90 s.
  "TimeoutStopSec=10",
  "Delegate=yes",
  "Slice=machine.slice",
  "TasksMax=16384",
  // The machine asks for a reboot with 133.
  "Restart=no",
  "RestartForceExitStatus=133",
  "SuccessExitStatus=133",
  "StartLimitIntervalSec=0",
  "RestartSec=0",
];

async function start({ machine, log, args, memory }: Launch): Promise<void> {
  const output = [`StandardOutput=append:${log}`, `StandardError=append:${log}`];
  const flags = [...properties, ...limitOf(memory), ...output].map((property) => `--property=${property}`);
  await attempt("systemctl", ["reset-failed", machine.unit]);
  await run("systemd-run", [
    "--quiet",
    "--collect",
    "--no-ask-password",
    `--unit=${machine.unit}`,
    ...flags,
    "systemd-nspawn",
    ...args,
  ]);
}

const limitOf = (bytes: number | undefined): string[] => (bytes === undefined ? [] : [`MemoryMax=${bytes}`]);

async function limitMemory({ unit }: MachineNames, bytes: number | undefined): Promise<void> {
  await run("systemctl", ["set-property", "--runtime", unit, `MemoryMax=${bytes ?? "infinity"}`]);
}

async function running({ unit }: MachineNames): Promise<Running | undefined> {
  const shown = await show(unit);
  if (!["active", "activating", "reloading"].includes(shown.ActiveState ?? "")) return undefined;
  const memory = Number(shown.MemoryCurrent);
  const limit = Number(shown.MemoryMax);
  const since = Number(shown.ActiveEnterTimestampMonotonic);
  const uptime = process.hrtime()[0] - since / 1e6;
  return {
    ...(Number.isFinite(uptime) && since > 0 ? { uptime: Math.max(0, uptime) } : {}),
    ...(Number.isFinite(memory) && memory < 2 ** 62 ? { memory } : {}),
    ...(Number.isFinite(limit) && limit < 2 ** 62 ? { memoryLimit: limit } : {}),
  };
}

/** KillMode=mixed asks systemd-nspawn alone first; what is left when the limit is over is ended. */
async function stop({ unit }: MachineNames, limit: number): Promise<void> {
  if ((await show(unit)).LoadState === "not-found") return;
  const killAll = (): Promise<unknown> => attempt("systemctl", ["kill", "--signal=SIGKILL", unit]);
  if (limit === 0) await killAll();
  const timer = setTimeout(() => void killAll(), limit * 1000);
  await attempt("systemctl", ["stop", unit]);
  clearTimeout(timer);
  await attempt("systemctl", ["reset-failed", unit]);
}

async function traces(_controlGroup: string, unitPrefix: string): Promise<string[]> {
  const { stdout } = await attempt("systemctl", [
    "list-units",
    "--all",
    "--plain",
    "--no-legend",
    `${unitPrefix}*.service`,
  ]);
  const names = stdout.split("\n").map((line) => line.trim().split(" ")[0] ?? "");
  return names
    .filter((name) => name.startsWith(unitPrefix))
    .map((name) => name.slice(unitPrefix.length, -".service".length));
}

async function forget(): Promise<void> {
  return undefined;
}

async function show(unit: string): Promise<Record<string, string>> {
  const wanted = "LoadState,ActiveState,MemoryCurrent,MemoryMax,ActiveEnterTimestampMonotonic";
  const { stdout } = await attempt("systemctl", ["show", `--property=${wanted}`, unit]);
  return Object.fromEntries(
    stdout.split("\n").flatMap((line) => (line.includes("=") ? [line.split(/=(.*)/s, 2) as [string, string]] : [])),
  );
}
