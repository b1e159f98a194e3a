import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";

export const status: Action = async (invocation) => {
  const found = await new Repository(settingsOf(invocation)).status({ files: filesOf(invocation) });
  const { repository, machines } = found;
  const lines = machines.map(({ name, state, release, drift }) =>
    [`${name}: ${state}`, ...(release ? [` at release ${release}`] : []), ...(drift ? [`; ${drift}`] : [])].join(""),
  );
  const head = repository
    ? `Repository ${repository.address}, release ${repository.release}${repository.machine ? ` on ${repository.machine}` : ""}`
    : "No repository was made.";
  invocation.terminal.print([head, ...lines].join("\n"));
  return { exitCode: exitCodes.done, data: found };
};
