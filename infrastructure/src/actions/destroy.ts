import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Infrastructure } from "../infrastructure.ts";

export const destroy: Action = async (invocation) => {
  const purge = invocation.options.purge === true;
  const plan = await new Infrastructure(settingsOf(invocation)).destroy({ files: filesOf(invocation), purge });
  invocation.terminal.print(`Done: ${plan.changes.length} removed.`);
  return { exitCode: exitCodes.done, data: { removed: plan.changes } };
};
