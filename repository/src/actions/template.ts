import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Repository } from "../repository.ts";

export const template: Action = async (invocation) => {
  const { file, provider, name, all } = invocation.options;
  const options = { file: String(file), provider: String(provider), name: String(name), all: all === true };
  await new Repository(settingsOf(invocation)).template(options);
  invocation.terminal.print(`Wrote ${file}. Fill it in, then: repo lock -f ${file}`);
  return { exitCode: exitCodes.done, data: { file } };
};
