import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { initRole } from "../init/init-role.ts";
import { initText } from "../init/render-init.ts";

export const init: Action = async (invocation) => {
  const [role = ""] = invocation.arguments;
  const { state } = invocation.options;
  const made = await initRole(settingsOf(invocation), role, typeof state === "string" ? { state } : {});
  invocation.terminal.print(initText(made));
  return { exitCode: exitCodes.done, data: made };
};
