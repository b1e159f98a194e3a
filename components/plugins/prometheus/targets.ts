import type { Machine, Published } from "@lambdastack/core/role";

/** What an exporter publishes; the schema stands in the role.yml of each. */
export interface Exporter {
  job: string;
  port: number;
  path?: string;
  scheme?: string;
  labels?: Record<string, string>;
}

/** A machine's metrics, as one entry of a targets file. */
export type Target = { machine: Machine["name"]; address: string; labels: { name: string; value: string }[] };

/** All that is scraped, by job. A role that nobody has heard of takes part by publishing `exporter`. */
export function targetsByJob(published: readonly Published[]): { job: string; targets: Target[] }[] {
  const byJob = new Map<string, Target[]>();
  for (const { machine, value } of published) {
    const exporter = value as unknown as Exporter;
    byJob.set(exporter.job, [...(byJob.get(exporter.job) ?? []), target(machine, exporter)]);
  }
  return [...byJob].sort(([a], [b]) => (a < b ? -1 : 1)).map(([job, targets]) => ({ job, targets }));
}

function target(machine: Machine, { job, port, path, scheme, labels = {} }: Exporter): Target {
  const all: Record<string, string> = {
    ...labels,
    job,
    instance: machine.name,
    ...(path === undefined ? {} : { __metrics_path__: path }),
    ...(scheme === undefined ? {} : { __scheme__: scheme }),
  };
  return {
    machine: machine.name,
    address: `${machine.address}:${port}`,
    labels: Object.entries(all).map(([name, value]) => ({ name, value })),
  };
}
