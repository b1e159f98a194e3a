import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";

export const status: Action = async (invocation) => {
  const found = await new Repository(settingsOf(invocation)).status();
  const { repository, releases, bundles, machines } = found;
  invocation.terminal.print(
    repository ? `Repository at ${repository.address}, release ${repository.release}.` : "There is no repository.",
  );
  if (releases.length > 0) invocation.terminal.print(`It holds: ${releases.join(", ")}.`);
  for (const { channel, serial } of bundles) invocation.terminal.print(`Last bundle of ${channel}: ${serial}.`);
  for (const { machine, state, release, drift, problem } of machines) {
    const at = release === undefined ? "" : `  release ${release}`;
    const changed = drift.length === 0 ? "" : `  changed: ${drift.join(", ")}`;
    invocation.terminal.print(`${machine}  ${problem ?? state}${at}${changed}`);
  }
  const isWell = machines.every(({ problem }) => problem === undefined);
  return { exitCode: isWell ? exitCodes.done : exitCodes.failed, data: found };
};
