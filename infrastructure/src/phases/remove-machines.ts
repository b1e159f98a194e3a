import type { Phase } from "@lambdastack/core";
import { providerContext } from "../context/provider-context.ts";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** Lets the provider remove exactly what the plan shows. */
export const removeMachines: Phase<InfrastructureRun> = {
  name: "remove-machines",
  title: "Removing machines",
  async run(infrastructure) {
    const { plan, provider } = infrastructure;
    if (!plan) throw new Error("machines are removed before they were looked for");
    await provider.destroy(await providerContext(infrastructure), plan);
    return `${plan.changes.length} removed`;
  },
};
