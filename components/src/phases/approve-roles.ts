import { type Phase, planSummary, renderPlan } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";

/** Shows the plan and lets the user decide. */
export const approveRoles: Phase<ComponentsRun> = {
  name: "approve",
  title: "Approval",
  async run({ prepared, run }) {
    if (!prepared) throw new Error("roles are approved before they were compared");
    const plan = { machines: prepared.machines.map((machine) => machine.plan) };
    const { hasChanges, destroys } = planSummary(plan);
    await run.workspace.settings.approve({
      text: renderPlan(plan, { color: false }),
      hasChanges,
      destroys: destroys.length > 0,
    });
    return undefined;
  },
};
