import { filesOf, hasDrift, renderAudit, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";
import { auditModule } from "./audit-module.ts";

export const audit: Action = async (invocation) => {
  if (invocation.arguments.length > 0) return auditModule(invocation);
  const found = await new Components(settingsOf(invocation)).audit({ files: filesOf(invocation) });
  invocation.terminal.print(renderAudit(found, { color: invocation.terminal.color }));
  return { exitCode: hasDrift(found) ? exitCodes.pending : exitCodes.done, data: found };
};
