import { filesOf, planSummary, renderPlan, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";
import { moduleNeeded } from "../errors.ts";
import { planModule } from "./plan-module.ts";

export const plan: Action = async (invocation) => {
  if (invocation.arguments.length > 0) return planModule(invocation);
  if (invocation.options.output !== undefined) throw moduleNeeded("--output", "lambdastack plan -o PLAN");
  const made = await new Components(settingsOf(invocation)).plan({ files: filesOf(invocation) });
  invocation.terminal.print(renderPlan(made, { color: invocation.terminal.color }));
  const pending = planSummary(made).hasChanges && invocation.options.detailedExitcode === true;
  return { exitCode: pending ? exitCodes.pending : exitCodes.done, data: made };
};
