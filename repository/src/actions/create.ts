import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";
import { selectionOf } from "./selection-of.ts";

export const create: Action = async (invocation) => {
  const { offline, signers, allowRollback } = invocation.options;
  const { files, lockFile } = selectionOf(invocation);
  const { file, changes } = await new Repository(settingsOf(invocation)).create({
    ...(files && { files }),
    ...(lockFile !== undefined && { lockFile }),
    ...(typeof offline === "string" && { offline }),
    ...(typeof signers === "string" && { signers }),
    allowRollback: allowRollback === true,
  });
  invocation.terminal.print(`Done: release ${file.release} at ${file.address}, ${changes.length} changed.`);
  return { exitCode: exitCodes.done, data: { repository: file, changes } };
};
