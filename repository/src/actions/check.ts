import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";
import { selectionOf } from "./selection-of.ts";

export const check: Action = async (invocation) => {
  const { offline, signers } = invocation.options;
  const { missing, contents, warnings } = await new Repository(settingsOf(invocation)).check({
    ...selectionOf(invocation),
    ...(typeof offline === "string" && { offline }),
    ...(typeof signers === "string" && { signers }),
  });
  for (const line of missing) invocation.terminal.print(line);
  if (missing.length > 0) invocation.terminal.print(`${missing.length} missing.`);
  else
    invocation.terminal.print(
      `Nothing is missing${contents > 0 ? `: ${contents} contents are there, hashes verified` : ""}.`,
    );
  for (const line of warnings) invocation.terminal.print(line);
  return { exitCode: missing.length === 0 ? exitCodes.done : exitCodes.failed, data: { missing, contents, warnings } };
};
