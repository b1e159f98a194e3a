import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { initRole } from "../init/init-role.ts";
import { initText } from "../init/render-init.ts";
import { initModule } from "./init-module.ts";
import { isModuleNamed } from "./is-module-named.ts";

export const init: Action = async (invocation) => {
  if (await isModuleNamed(invocation)) return initModule(invocation);
  const [role = ""] = invocation.arguments;
  const { state } = invocation.options;
  const made = await initRole(settingsOf(invocation), role, typeof state === "string" ? { state } : {});
  invocation.terminal.print(initText(made));
  return { exitCode: exitCodes.done, data: made };
};
