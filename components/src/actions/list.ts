import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";

export const list: Action = async (invocation) => {
  const roles = await new Components(settingsOf(invocation)).list();
  for (const { name, type, version, description, origin, broken } of roles)
    invocation.terminal.print(
      `${name.padEnd(20)} ${type.padEnd(9)} ${version.padEnd(10)} ${broken ? `broken: ${broken}` : description} [${origin}]`,
    );
  return { exitCode: exitCodes.done, data: { roles } };
};
