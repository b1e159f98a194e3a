import { type Phase, planSummary, renderPlan } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";
import { plansOf } from "../plans-of.ts";

/** Shows the plan and lets the user decide. */
export const approveRoles: Phase<ComponentsRun> = {
  name: "approve",
  title: "Approval",
  async run(components) {
    const { prepared, run } = components;
    if (!prepared) throw new Error("roles are approved before they were compared");
    const plan = plansOf(components);
    const { hasChanges, destroys } = planSummary(plan);
    await run.workspace.settings.approve({
      text: renderPlan(plan, { color: false }),
      hasChanges,
      destroys: destroys.length > 0,
    });
    return undefined;
  },
};
