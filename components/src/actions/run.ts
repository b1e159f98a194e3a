import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Modules } from "../modules/modules.ts";

export const run: Action = async (invocation) => {
  const [module = "", command = ""] = invocation.arguments;
  const result = await new Modules(settingsOf(invocation)).run(module, command);
  const changes = result.changes.length === 0 ? "" : `; ${result.changes.length} places of the state changed`;
  invocation.terminal.print(`${result.module} ${command}: exit status ${result.status}${changes}.`);
  return { exitCode: exitCodes.done, data: result };
};
