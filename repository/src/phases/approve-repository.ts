import type { Phase } from "@lambdastack/core";
import { renderRepositoryPlan } from "../plan/render-repository-plan.ts";
import type { RepositoryRun } from "../repository-run.ts";

/** Shows what would be done and lets the user decide. */
export const approveRepository: Phase<RepositoryRun> = {
  name: "approve",
  title: "Approval",
  async run({ run, plan }) {
    if (!plan) throw new Error("the repository was not compared yet");
    const hasChanges = plan.changes.length > 0;
    await run.workspace.settings.approve({ text: renderRepositoryPlan(plan), hasChanges, destroys: false });
    return undefined;
  },
};
