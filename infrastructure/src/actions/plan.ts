import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Infrastructure } from "../infrastructure.ts";
import { renderInfrastructurePlan } from "../render/render-infrastructure-plan.ts";

export const plan: Action = async (invocation) => {
  const made = await new Infrastructure(settingsOf(invocation)).plan({ files: filesOf(invocation) });
  invocation.terminal.print(renderInfrastructurePlan(made));
  const pending = made.changes.length > 0 && invocation.options.detailedExitcode === true;
  return { exitCode: pending ? exitCodes.pending : exitCodes.done, data: made };
};
