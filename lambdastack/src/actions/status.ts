import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { clusterStatus } from "../cluster-status.ts";

export const status: Action = async (invocation) => {
  const { machines, problem } = await clusterStatus(settingsOf(invocation), filesOf(invocation));
  for (const { name, address, status: word, roles, pending } of machines) {
    const difference = pending === undefined ? "not compared" : pending === 0 ? "as wanted" : `${pending} differ`;
    invocation.terminal.print(`${name}  ${address}  ${word}  ${difference}  ${roles.join(", ")}`);
  }
  if (problem) invocation.terminal.print(problem);
  const isWell = problem === undefined && machines.every(({ isUp }) => isUp);
  return { exitCode: isWell ? exitCodes.done : exitCodes.failed, data: { machines, ...(problem ? { problem } : {}) } };
};
