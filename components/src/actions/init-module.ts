import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import type { Initialised } from "../modules/code-methods.ts";
import { Modules } from "../modules/modules.ts";
import { commandText } from "./module-text.ts";

/** `components init MODULE` */
export const initModule: Action = async (invocation) => {
  const [module = ""] = invocation.arguments;
  const { state } = invocation.options;
  const made = await new Modules(settingsOf(invocation)).init(module, {
    files: filesOf(invocation),
    ...(typeof state === "string" ? { state } : {}),
  });
  invocation.terminal.print("text" in made ? configurationText(made) : commandText(made));
  return { exitCode: exitCodes.done, data: made };
};

function configurationText({ file, text, kept }: Initialised): string {
  if (file === undefined) return text.trimEnd();
  const note = kept.length > 0 ? `\nKept as you changed it: ${kept.join(", ")}` : "";
  return `Written to ${file}${note}`;
}
