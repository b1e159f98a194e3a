import type { Phase } from "@lambdastack/core";
import { providerContext } from "../context/provider-context.ts";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** Finds everything that would be removed. */
export const planDestruction: Phase<InfrastructureRun> = {
  name: "plan-destruction",
  title: "Looking for what exists",
  async run(infrastructure) {
    infrastructure.plan = await infrastructure.provider.planDestroy(await providerContext(infrastructure));
    return `${infrastructure.plan.changes.length} to remove`;
  },
};
