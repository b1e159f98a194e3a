import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";

export const test: Action = async (invocation) => {
  const results = await new Components(settingsOf(invocation)).test({ files: filesOf(invocation) });
  const failed = results.filter(({ passed }) => !passed);
  for (const { machine, role, check, message } of failed)
    invocation.terminal.print(`failed: ${machine} ${role} ${check}: ${message ?? ""}`);
  invocation.terminal.print(`${results.length - failed.length} passed, ${failed.length} failed`);
  return { exitCode: failed.length === 0 ? exitCodes.done : exitCodes.failed, data: { results } };
};
