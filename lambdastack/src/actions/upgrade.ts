import { upgradeInputOf, upgradeResult } from "@lambdastack/components";
import { filesOf, settingsOf } from "@lambdastack/core";
import type { Action } from "@lambdastack/core/cli";
import { renderInfrastructureChanges } from "@lambdastack/infrastructure";
import { LambdaStack } from "../lambdastack.ts";

export const upgrade: Action = async (invocation) => {
  const input = { files: filesOf(invocation), ...upgradeInputOf(invocation) };
  const outcome = await new LambdaStack(settingsOf(invocation)).upgrade(input);
  const { infrastructure = [], isDone } = outcome;
  if (!isDone && infrastructure.length > 0) invocation.terminal.print(renderInfrastructureChanges(infrastructure));
  return upgradeResult(invocation, outcome);
};
