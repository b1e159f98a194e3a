import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";

export const switchTo: Action = async (invocation) => {
  const release = String(invocation.options.to);
  const file = await new Repository(settingsOf(invocation)).switchTo(release);
  invocation.terminal.print(`Release ${file.release} is served at ${file.address}, and the machines install from it.`);
  return { exitCode: exitCodes.done, data: { repository: file } };
};
