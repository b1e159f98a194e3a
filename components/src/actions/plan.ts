import { planSummary, renderPlan, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";
import { roleInputOf } from "./role-input.ts";

export const plan: Action = async (invocation) => {
  const made = await new Components(settingsOf(invocation)).plan(roleInputOf(invocation));
  invocation.terminal.print(renderPlan(made, { color: invocation.terminal.color }));
  const pending = planSummary(made).hasChanges && invocation.options.detailedExitcode === true;
  return { exitCode: pending ? exitCodes.pending : exitCodes.done, data: made };
};
