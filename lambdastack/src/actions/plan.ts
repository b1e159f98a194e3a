import { filesOf, planSummary, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { LambdaStack } from "../lambdastack.ts";
import { plannedData } from "./planned-data.ts";

export const plan: Action = async (invocation) => {
  const { output, offline, signers, allowRollback, detailedExitcode } = invocation.options;
  const made = await new LambdaStack(settingsOf(invocation)).plan({
    files: filesOf(invocation),
    ...(typeof offline === "string" ? { offline } : {}),
    ...(typeof signers === "string" ? { signers } : {}),
    allowRollback: allowRollback === true,
    ...(typeof output === "string" ? { output } : {}),
  });
  const { hasChanges } = planSummary(made.components);
  const isPending = hasChanges || made.repository.length > 0 || made.infrastructure.changes.length > 0;
  invocation.terminal.print(made.text);
  if (typeof output === "string")
    invocation.terminal.print(`\nSaved. Apply exactly this with: lambdastack apply --plan ${output}`);
  return {
    exitCode: isPending && detailedExitcode === true ? exitCodes.pending : exitCodes.done,
    data: plannedData(made),
  };
};
