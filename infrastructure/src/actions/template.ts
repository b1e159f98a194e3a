import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Infrastructure } from "../infrastructure.ts";

export const template: Action = async (invocation) => {
  const { file, provider, name, all } = invocation.options as Record<string, string> & { all?: boolean };
  const options = { file: String(file), provider: String(provider), name: String(name), all: all === true };
  await new Infrastructure(settingsOf(invocation)).template({ ...options, scope: "infrastructure" });
  invocation.terminal.print(`Wrote ${file}. Fill it in, then: lambdastack validate -f ${file}`);
  return { exitCode: exitCodes.done, data: { file } };
};
