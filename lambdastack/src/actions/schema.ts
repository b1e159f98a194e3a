import { resolve } from "node:path";
import { allKinds, editorSchema, openHost, settingsOf, writeFileAtomic } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";

export const schema: Action = async (invocation) => {
  const { terminal, options, cwd } = invocation;
  const host = await openHost(settingsOf(invocation));
  const data = editorSchema(allKinds(host), [...host.providers.keys()]);
  if (typeof options.output === "string")
    await writeFileAtomic(resolve(cwd, options.output), `${JSON.stringify(data, null, 2)}\n`);
  else if (!terminal.json) terminal.print(JSON.stringify(data, null, 2));
  return { exitCode: exitCodes.done, data };
};
