import { filesOf, planSummary, renderPlan, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";

export const plan: Action = async (invocation) => {
  const made = await new Components(settingsOf(invocation)).plan({ files: filesOf(invocation) });
  invocation.terminal.print(renderPlan(made, { color: invocation.terminal.color }));
  const pending = planSummary(made).hasChanges && invocation.options.detailedExitcode === true;
  return { exitCode: pending ? exitCodes.pending : exitCodes.done, data: made };
};
