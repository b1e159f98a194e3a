import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes, type Invocation, type Outcome } from "@lambdastack/core/cli";
import { lockSummary } from "../lock/lock-summary.ts";
import { type LockInput, Repository } from "../repository.ts";
import { selectionOf } from "./selection-of.ts";

export const lock: Action = async (invocation) => {
  const repository = new Repository(settingsOf(invocation));
  if (invocation.options.check === true) return check(invocation, repository);
  const made = await repository.lock(inputOf(invocation));
  for (const change of made.changes) invocation.terminal.print(change);
  invocation.terminal.print(`${lockSummary(made.lock)}\nWrote ${made.file}.`);
  return { exitCode: exitCodes.done, data: made };
};

async function check(invocation: Invocation, repository: Repository): Promise<Outcome> {
  const { file, reasons } = await repository.checkLock(selectionOf(invocation));
  const isStale = reasons.length > 0;
  const lines = reasons.map((reason) => `  ${reason}`);
  invocation.terminal.print(
    isStale ? `${file} is out of date:\n${lines.join("\n")}` : `${file} is up to date and complete.`,
  );
  return { exitCode: isStale ? exitCodes.pending : exitCodes.done, data: { file, reasons } };
}

function inputOf(invocation: Invocation): LockInput {
  const { mirror, profile, on, update } = invocation.options;
  return {
    ...selectionOf(invocation),
    mirrors: list(mirror),
    update: list(update),
    profile: profile === "machines" ? "machines" : "empty",
    ...(typeof on === "string" && { on }),
  };
}

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
