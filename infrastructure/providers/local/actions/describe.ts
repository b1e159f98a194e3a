import type { Machine, MachineStatus, ProviderContext } from "@lambdastack/core";
import { diskOf, readLabel } from "../machine/disk.ts";
import { clusterNames, machineNames } from "../names.ts";
import { machineArchitecture } from "../plan/blueprint.ts";
import { readLabels } from "../plan/observe.ts";
import { wantedMachines } from "../plan/wanted.ts";
import { chooseSupervisor, type Running } from "../supervisor/supervisor.ts";

/** The machines that have a disk, running or not. */
export async function analyse(context: ProviderContext): Promise<Machine[]> {
  const labels = await readLabels(context);
  const { machines } = wantedMachines(context, labels, machineArchitecture());
  return machines.filter(({ name }) => labels.some((label) => label.name === name));
}

export async function status(context: ProviderContext): Promise<MachineStatus[]> {
  const labels = await readLabels(context);
  const names = [...new Set([...context.nodes, ...labels].map(({ name }) => name))].sort();
  return Promise.all(names.map((name) => statusOf(context, name)));
}

async function statusOf(context: ProviderContext, name: string): Promise<MachineStatus> {
  if (!(await readLabel(await diskOf(context.folder, name)))) return { name, status: "missing" };
  const supervisor = await chooseSupervisor();
  const running = await supervisor.running(machineNames(clusterNames(context.lineage), name));
  return running ? { name, status: "running", detail: describe(running) } : { name, status: "stopped" };
}

function describe({ uptime, memory }: Running): string {
  const parts = [
    ...(memory === undefined ? [] : [`${Math.round(memory / 2 ** 20)} MiB`]),
    ...(uptime === undefined ? [] : [`up ${formatSeconds(uptime)}`]),
  ];
  return parts.join(", ");
}

function formatSeconds(seconds: number): string {
  const [days, hours, minutes] = [seconds / 86400, (seconds / 3600) % 24, (seconds / 60) % 60].map(Math.floor);
  if (days) return `${days} d ${hours} h`;
  return hours ? `${hours} h ${minutes} min` : minutes ? `${minutes} min` : `${Math.floor(seconds)} s`;
}
