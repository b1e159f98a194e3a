import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Infrastructure } from "../infrastructure.ts";
import { renderMachine } from "../render/render-machine.ts";

export const analyse: Action = async (invocation) => {
  const { tag } = invocation.options;
  const input = { files: filesOf(invocation), ...(typeof tag === "string" && { tag }) };
  const inspected = await new Infrastructure(settingsOf(invocation)).analyse(input);
  for (const one of inspected) invocation.terminal.print(renderMachine(one));
  const machines = inspected.map(({ machine, facts, problem }) => ({
    ...machine,
    ...(facts && { facts }),
    ...(problem && { problem: { code: problem.code, message: problem.message } }),
  }));
  const isWhole = inspected.every(({ problem }) => problem === undefined);
  return { exitCode: isWhole ? exitCodes.done : exitCodes.failed, data: { machines } };
};
