import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Modules } from "../modules/modules.ts";
import { commandText } from "./module-text.ts";

export const run: Action = async (invocation) => {
  const [module = "", command = ""] = invocation.arguments;
  const result = await new Modules(settingsOf(invocation)).run(module, command);
  invocation.terminal.print(commandText(result));
  return { exitCode: exitCodes.done, data: result };
};
