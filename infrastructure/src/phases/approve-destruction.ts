import type { Phase } from "@lambdastack/core";
import type { InfrastructureRun } from "../infrastructure-run.ts";
import { renderInfrastructurePlan } from "../render/render-infrastructure-plan.ts";

/** Shows what goes and lets the user decide. The build folder goes too, so that there is always something to approve. */
export const approveDestruction = (purge: boolean): Phase<InfrastructureRun> => ({
  name: "approve",
  title: "Approval",
  async run({ plan, run }) {
    if (!plan) throw new Error("a plan is approved before it was made");
    const kept = purge ? "with its backups, keys and secrets" : "but for its backups";
    await run.workspace.settings.approve({
      text: `${renderInfrastructurePlan(plan)}\n  - build folder ${run.folder.root}, ${kept}`,
      hasChanges: true,
      destroys: true,
    });
    return undefined;
  },
});
