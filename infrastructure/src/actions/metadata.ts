import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { stringify } from "yaml";
import { Infrastructure } from "../infrastructure.ts";

export const metadata: Action = async (invocation) => {
  const [provider] = invocation.arguments;
  const input = { files: filesOf(invocation), ...(provider !== undefined && { provider }) };
  const data = await new Infrastructure(settingsOf(invocation)).metadata(input);
  if (!invocation.terminal.json) invocation.terminal.print(stringify(data).trimEnd());
  return { exitCode: exitCodes.done, data };
};
