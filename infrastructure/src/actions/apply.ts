import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Infrastructure } from "../infrastructure.ts";

export const apply: Action = async (invocation) => {
  const { plan, machines } = await new Infrastructure(settingsOf(invocation)).apply({ files: filesOf(invocation) });
  invocation.terminal.print(`Done: ${plan.changes.length} changed, ${machines.length} machines.`);
  return { exitCode: exitCodes.done, data: { changed: plan.changes, machines } };
};
