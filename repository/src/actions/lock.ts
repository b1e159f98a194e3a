import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { lockSummary } from "../lock/lock-summary.ts";
import { Repository } from "../repository.ts";
import { selectionOf } from "./selection-of.ts";

export const lock: Action = async (invocation) => {
  const mirrors = Array.isArray(invocation.options.mirror) ? invocation.options.mirror.map(String) : [];
  const made = await new Repository(settingsOf(invocation)).lock({ ...selectionOf(invocation), mirrors });
  invocation.terminal.print(`${lockSummary(made.lock)}\nWrote ${made.file}.`);
  return { exitCode: exitCodes.done, data: { file: made.file, lock: made.lock } };
};
