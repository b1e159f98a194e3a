import type { Manifest } from "../documents/document.ts";
import type { Machine } from "../machines/machine.ts";
import type { Cluster } from "../plugin-host/task.ts";

/** The cluster as every task sees it, whatever `--limit` says. */
export function clusterOf(manifest: Manifest, machines: readonly Machine[]): Cluster {
  const { name, prefix } = manifest.cluster.specification as { name: string; prefix?: string };
  return Object.freeze({
    name,
    ...(prefix === undefined ? {} : { prefix }),
    machines,
    components: groupBy(machines, (machine) => machine.components),
    roles: groupBy(machines, (machine) => machine.roles),
  });
}

function groupBy(machines: readonly Machine[], groups: (machine: Machine) => readonly string[]) {
  const grouped: Record<string, Machine[]> = {};
  for (const machine of machines)
    for (const group of groups(machine)) grouped[group] = [...(grouped[group] ?? []), machine];
  return Object.freeze(grouped);
}
