import { planSummary, renderPlan, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";
import { moduleNeeded } from "../modules/errors.ts";
import { isModuleNamed } from "./is-module-named.ts";
import { planModule } from "./plan-module.ts";
import { roleInputOf } from "./role-input.ts";

export const plan: Action = async (invocation) => {
  if (await isModuleNamed(invocation)) return planModule(invocation);
  if (invocation.options.output !== undefined) throw moduleNeeded("--output", "lambdastack plan -o PLAN");
  const made = await new Components(settingsOf(invocation)).plan(roleInputOf(invocation));
  invocation.terminal.print(renderPlan(made, { color: invocation.terminal.color }));
  const pending = planSummary(made).hasChanges && invocation.options.detailedExitcode === true;
  return { exitCode: pending ? exitCodes.pending : exitCodes.done, data: made };
};
