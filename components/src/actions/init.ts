import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Modules } from "../modules/modules.ts";

export const init: Action = async (invocation) => {
  const [module = ""] = invocation.arguments;
  const { state } = invocation.options;
  const made = await new Modules(settingsOf(invocation)).init(module, {
    files: filesOf(invocation),
    ...(typeof state === "string" ? { state } : {}),
  });
  if ("text" in made)
    invocation.terminal.print(made.file === undefined ? made.text.trimEnd() : `Written to ${made.file}`);
  return { exitCode: exitCodes.done, data: made };
};
