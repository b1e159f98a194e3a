import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";

export const teardown: Action = async (invocation) => {
  const { restored, untouched, failed } = await new Repository(settingsOf(invocation)).teardown();
  for (const { machine, reason } of failed) invocation.terminal.print(`${machine}: not put back: ${reason}`);
  invocation.terminal.print(
    `${restored.length} put back, ${untouched.length} were not pointed, ${failed.length} failed.`,
  );
  if (failed.length > 0)
    invocation.terminal.print("Repeat this command when they can be reached: what is done stays done.");
  return { exitCode: failed.length > 0 ? exitCodes.failed : exitCodes.done, data: { restored, untouched, failed } };
};
