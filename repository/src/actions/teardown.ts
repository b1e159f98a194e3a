import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";

export const teardown: Action = async (invocation) => {
  const machines = await new Repository(settingsOf(invocation)).teardown({ files: filesOf(invocation) });
  invocation.terminal.print(`Done: ${machines.length} machines have their own package sources.`);
  return { exitCode: exitCodes.done, data: { restored: machines } };
};
