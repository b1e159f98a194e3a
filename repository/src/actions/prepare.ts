import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";
import { selectionOf } from "./selection-of.ts";

export const prepare: Action = async (invocation) => {
  const { output, mirror } = invocation.options;
  const input = {
    ...selectionOf(invocation),
    folder: String(output),
    mirrors: Array.isArray(mirror) ? mirror.map(String) : [],
  };
  const { folder, systems, isLocked } = await new Repository(settingsOf(invocation)).prepare(input);
  const resolves = isLocked ? "It fetches what the lock names." : "It resolves versions where it runs.";
  invocation.terminal.print(
    `Wrote ${folder} for ${systems.join(", ")}. ${resolves} On a computer with internet: sh download.sh`,
  );
  return { exitCode: exitCodes.done, data: { folder, systems, isLocked } };
};
