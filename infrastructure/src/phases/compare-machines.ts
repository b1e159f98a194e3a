import { type Phase, requireMet } from "@lambdastack/core";
import { providerContext } from "../context/provider-context.ts";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** Asks the provider what differs; changes nothing. */
export const compareMachines: Phase<InfrastructureRun> = {
  name: "compare-machines",
  title: "Comparing machines",
  async run(infrastructure) {
    requireMet(infrastructure.run.workspace);
    const plan = await infrastructure.provider.plan(await providerContext(infrastructure));
    infrastructure.plan = plan;
    infrastructure.machines = plan.machines.map(({ machine }) => machine);
    return `${plan.machines.length} wanted, ${plan.changes.length} changes`;
  },
};
