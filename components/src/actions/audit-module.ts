import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Modules } from "../modules/modules.ts";

/** `components audit MODULE` */
export const auditModule: Action = async (invocation) => {
  const { terminal } = invocation;
  const [module = ""] = invocation.arguments;
  const found = await new Modules(settingsOf(invocation)).audit(module, { files: filesOf(invocation) });
  for (const { what, expected, found: actual } of found.drifts)
    terminal.print(`${what}: ${actual}, known as ${expected}`);
  terminal.print(found.hasDrift ? `${found.module} is not as it is known.` : `${found.module} is as it is known.`);
  return { exitCode: found.hasDrift ? exitCodes.pending : exitCodes.done, data: found };
};
