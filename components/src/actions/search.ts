import { settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";

export const search: Action = async (invocation) => {
  const [expression = ""] = invocation.arguments;
  const modules = await new Components(settingsOf(invocation)).search(expression);
  for (const { name, type, version, description, origin, installed } of modules) {
    const where = installed === undefined ? origin : `${origin}, ${installed ? "installed" : "available"}`;
    invocation.terminal.print(`${name.padEnd(20)} ${type.padEnd(9)} ${version.padEnd(10)} ${description} [${where}]`);
  }
  if (modules.length === 0) invocation.terminal.print(`No module satisfies ${expression}.`);
  return { exitCode: exitCodes.done, data: { modules } };
};
