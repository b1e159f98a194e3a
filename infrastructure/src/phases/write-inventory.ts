import { type Phase, writeInventory } from "@lambdastack/core";
import { machineAccess } from "../context/provider-context.ts";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** Rewrites `inventory.yml`, through which `components` knows machines and roles. */
export const recordInventory: Phase<InfrastructureRun> = {
  name: "write-inventory",
  title: "Writing the inventory",
  async run(infrastructure) {
    const { run, machines = [] } = infrastructure;
    const access = await machineAccess(infrastructure);
    await writeInventory(run.folder.inventory, { machines, access, knownHosts: run.folder.knownHosts });
    return undefined;
  },
};
