import { type Phase, renderPlan } from "@lambdastack/core";
import type { ScaleRun } from "../scale/scale-run.ts";

/** Shows what would be done on machines before they go and lets the user decide: afterwards they take no part any more. */
export const approveLeaving: Phase<ScaleRun> = {
  name: "approve",
  title: "Approval",
  async run({ drains = [], run }) {
    const hasChanges = drains.length > 0;
    const text = renderPlan({ machines: drains.map(({ plan }) => plan) }, { color: false });
    await run.workspace.settings.approve({ text, hasChanges, destroys: hasChanges });
    return undefined;
  },
};
