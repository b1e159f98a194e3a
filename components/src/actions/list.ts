import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";

export const list: Action = async (invocation) => {
  const roles = await new Components(settingsOf(invocation)).list();
  for (const { name, type, version, latest, description, origin, broken } of roles) {
    const said = broken ? `broken: ${broken}` : `${description}${latest ? "" : " (not the latest)"}`;
    invocation.terminal.print(`${name.padEnd(20)} ${type.padEnd(9)} ${version.padEnd(10)} ${said} [${origin}]`);
  }
  return { exitCode: exitCodes.done, data: { roles } };
};
