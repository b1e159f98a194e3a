import { filesOf, settingsOf } from "@lambdastack/core";
import type { Action, Invocation } from "@lambdastack/core/cli";
import { Components } from "../components.ts";
import { upgradeInputOf, upgradeResult } from "../upgrade/upgrade-invocation.ts";

export const upgrade: Action = async (invocation: Invocation) => {
  const input = upgradeInputOf(invocation);
  const components = new Components(settingsOf(invocation));
  return upgradeResult(invocation, await components.upgrade({ files: filesOf(invocation), ...input }));
};
