import type { Phase } from "@lambdastack/core";
import type { InfrastructureRun } from "../infrastructure-run.ts";
import { renderInfrastructurePlan } from "../render/render-infrastructure-plan.ts";

/** Shows the plan and lets the user decide. */
export const approveMachines: Phase<InfrastructureRun> = {
  name: "approve",
  title: "Approval",
  async run({ plan, run }) {
    if (!plan) throw new Error("a plan is approved before it was made");
    await run.workspace.settings.approve({
      text: renderInfrastructurePlan(plan),
      hasChanges: plan.changes.length > 0,
      destroys: plan.changes.some(({ destroys }) => destroys),
    });
    return undefined;
  },
};
