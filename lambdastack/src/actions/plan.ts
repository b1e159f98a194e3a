import { filesOf, planSummary, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { LambdaStack } from "../lambdastack.ts";

export const plan: Action = async (invocation) => {
  const { output, detailedExitcode, offline } = invocation.options;
  const made = await new LambdaStack(settingsOf(invocation)).plan({
    files: filesOf(invocation),
    ...(typeof output === "string" ? { output } : {}),
    ...(typeof offline === "string" ? { offline } : {}),
  });
  const { hasChanges, counts } = planSummary(made.components);
  const isPending = hasChanges || made.infrastructure.changes.length > 0 || made.repository.changes.length > 0;
  invocation.terminal.print(made.text);
  if (typeof output === "string")
    invocation.terminal.print(`\nSaved. Apply exactly this with: lambdastack apply --plan ${output}`);
  return {
    exitCode: isPending && detailedExitcode === true ? exitCodes.pending : exitCodes.done,
    data: {
      infrastructure: made.infrastructure.changes,
      repository: made.repository.changes,
      counts,
      machines: made.components.machines,
    },
  };
};
