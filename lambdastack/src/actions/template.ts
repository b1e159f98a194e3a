import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { LambdaStack } from "../lambdastack.ts";

export const template: Action = async (invocation) => {
  const { file, provider, name, all } = invocation.options;
  const options = { file: String(file), provider: String(provider), name: String(name), all: all === true };
  await new LambdaStack(settingsOf(invocation)).template(options);
  invocation.terminal.print(`Wrote ${file}. Fill it in, then: lambdastack validate -f ${file}`);
  return { exitCode: exitCodes.done, data: { file } };
};
