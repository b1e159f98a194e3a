import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes, type Invocation } from "@lambdastack/core/cli";
import { type ModuleOutcome, Modules } from "../modules/modules.ts";
import { placesText } from "./module-text.ts";

/** `components plan MODULE` */
export const planModule: Action = async (invocation) => {
  const [module = ""] = invocation.arguments;
  const { output, detailedExitcode } = invocation.options;
  const made = await new Modules(settingsOf(invocation)).plan(module, {
    files: filesOf(invocation),
    ...(typeof output === "string" ? { output } : {}),
  });
  tell(invocation, made, "and would influence");
  const isPending = detailedExitcode === true && made.changes?.length !== 0;
  return { exitCode: isPending ? exitCodes.pending : exitCodes.done, data: withoutText(made) };
};

/** `components apply MODULE` */
export const applyModule: Action = async (invocation) => {
  const [module = ""] = invocation.arguments;
  const { plan } = invocation.options;
  const made = await new Modules(settingsOf(invocation)).apply(module, {
    files: filesOf(invocation),
    ...(typeof plan === "string" ? { plan } : {}),
  });
  tell(invocation, { ...made, text: `Done: ${made.module} changed ${placesText(made.changes?.length ?? 0)}.` });
  return { exitCode: exitCodes.done, data: withoutText(made) };
};

function tell({ terminal }: Invocation, { module, text, influences }: ModuleOutcome, words = "influences"): void {
  terminal.print(text);
  if (influences.length === 0) return;
  const commands = influences.map((name) => `components plan ${name}`).join(", ");
  terminal.print(`${module} ${words} ${influences.join(", ")}, and leaves it as it is. See: ${commands}`);
}

const withoutText = ({ text: _, ...data }: ModuleOutcome): object => data;
