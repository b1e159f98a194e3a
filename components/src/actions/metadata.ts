import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { stringify } from "yaml";
import { Components } from "../components.ts";

export const metadata: Action = async (invocation) => {
  const [role = ""] = invocation.arguments;
  const data = await new Components(settingsOf(invocation)).metadata(role);
  if (!invocation.terminal.json) invocation.terminal.print(stringify(data).trimEnd());
  return { exitCode: exitCodes.done, data };
};
