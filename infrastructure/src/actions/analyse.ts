import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Infrastructure } from "../infrastructure.ts";

export const analyse: Action = async (invocation) => {
  const machines = await new Infrastructure(settingsOf(invocation)).analyse({ files: filesOf(invocation) });
  for (const { name, address, os } of machines)
    invocation.terminal.print(
      `${name}  ${address}  ${os ? `${os.id} ${os.version} ${os.architecture}` : "unknown OS"}`,
    );
  return { exitCode: exitCodes.done, data: { machines } };
};
