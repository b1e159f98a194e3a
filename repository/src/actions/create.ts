import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";

export const create: Action = async (invocation) => {
  const { offline } = invocation.options;
  const files = filesOf(invocation);
  const plan = await new Repository(settingsOf(invocation)).create({
    files,
    ...(typeof offline === "string" && { offline }),
  });
  invocation.terminal.print(`Done: ${plan.changes.length} changed.`);
  return { exitCode: exitCodes.done, data: { changed: plan.changes } };
};
