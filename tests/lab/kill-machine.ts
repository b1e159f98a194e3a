import { parse } from "yaml";
import { processesIn } from "../../infrastructure/providers/local/computer/control-groups.ts";
import { clusterNames, machineNames } from "../../infrastructure/providers/local/names.ts";
import type { Cluster } from "./cluster.ts";

/** Ends a machine of provider local as a power cut does. Its disk stays. */
export async function killMachine(cluster: Cluster, machine: string): Promise<void> {
  const { lineage } = parse(cluster.read(`build/${cluster.name}/state.yml`)) as { lineage: string };
  const { controlGroup } = machineNames(clusterNames(lineage), machine);
  for (const { pid } of await processesIn(controlGroup)) process.kill(pid, "SIGKILL");
}
