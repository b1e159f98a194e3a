import type { Phase } from "@lambdastack/core";
import { providerContext } from "../context/provider-context.ts";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** Lets the provider make what the plan shows. */
export const makeMachines: Phase<InfrastructureRun> = {
  name: "make-machines",
  title: "Making machines",
  skip: ({ plan, run }) => (plan?.changes.length === 0 && run.before !== undefined ? "nothing to change" : undefined),
  async run(infrastructure) {
    const { plan, provider } = infrastructure;
    if (!plan) throw new Error("machines are made before they were compared");
    infrastructure.machines = await provider.apply(await providerContext(infrastructure), plan);
    return `${infrastructure.machines.length} machines`;
  },
};
