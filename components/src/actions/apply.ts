import { influencedText, planSummary, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";
import { roleInputOf } from "./role-input.ts";

export const apply: Action = async (invocation) => {
  const applied = await new Components(settingsOf(invocation)).apply(roleInputOf(invocation));
  const changed = applied.machines.reduce((sum, { changes }) => sum + changes.length, 0);
  invocation.terminal.print(`Done: ${changed} changed on ${applied.machines.length} machines.`);
  const influenced = influencedText(applied);
  if (influenced !== "") invocation.terminal.print(influenced);
  return {
    exitCode: exitCodes.done,
    data: {
      changed,
      counts: planSummary(applied).counts,
      machines: applied.machines,
      ...(applied.influenced && { influenced: applied.influenced }),
    },
  };
};
