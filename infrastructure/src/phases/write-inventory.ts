import { type Phase, writeInventory } from "@lambdastack/core";
import { providerContext } from "../context/provider-context.ts";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** Rewrites `inventory.yml`, through which `components` knows machines and roles. */
export const recordInventory: Phase<InfrastructureRun> = {
  name: "write-inventory",
  title: "Writing the inventory",
  async run(infrastructure) {
    const { run, provider, machines = [] } = infrastructure;
    const access = provider.access(await providerContext(infrastructure));
    await writeInventory(run.folder.inventory, { machines, access, knownHosts: run.folder.knownHosts });
    return undefined;
  },
};
