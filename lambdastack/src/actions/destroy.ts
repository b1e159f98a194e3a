import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { LambdaStack } from "../lambdastack.ts";

export const destroy: Action = async (invocation) => {
  const { infrastructure } = new LambdaStack(settingsOf(invocation));
  const plan = await infrastructure.destroy({ files: filesOf(invocation), purge: invocation.options.purge === true });
  invocation.terminal.print(`Done: ${plan.changes.length} removed.`);
  return { exitCode: exitCodes.done, data: { removed: plan.changes } };
};
