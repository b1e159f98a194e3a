import type { Phase } from "@lambdastack/core";
import { providerContext } from "../context/provider-context.ts";
import { nothingFound } from "../errors.ts";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** Lets the provider describe what exists; changes no machine. */
export const analyseMachines: Phase<InfrastructureRun> = {
  name: "analyse-machines",
  title: "Looking at machines",
  async run(infrastructure) {
    infrastructure.machines = await infrastructure.provider.analyse(await providerContext(infrastructure));
    if (infrastructure.machines.length === 0) throw nothingFound(infrastructure.folder.name);
    return `${infrastructure.machines.length} machines`;
  },
};
