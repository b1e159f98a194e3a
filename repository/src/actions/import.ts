import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";

export const importAction: Action = async (invocation) => {
  const [bundle = ""] = invocation.arguments;
  const { output, signers, allowRollback } = invocation.options;
  const { channel, serial, totals } = await new Repository(settingsOf(invocation)).import({
    bundle,
    folder: String(output),
    ...(typeof signers === "string" && { signers }),
    allowRollback: allowRollback === true,
  });
  invocation.terminal.print(
    `Verified ${totals.members} members, ${(totals.bytes / 1e6).toFixed(1)} MB, of ${channel} ${serial}, and put them into ${output}.`,
  );
  return { exitCode: exitCodes.done, data: { folder: String(output), channel, serial, ...totals } };
};
