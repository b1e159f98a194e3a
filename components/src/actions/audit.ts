import { type Audit, filesOf, hasDrift, renderAudit, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes, type Invocation, type Outcome } from "@lambdastack/core/cli";
import { adoptionSummary } from "../adopt/render-adoption.ts";
import { Components } from "../components.ts";
import { auditModule } from "./audit-module.ts";

export const audit: Action = async (invocation) => {
  if (invocation.arguments.length > 0) return auditModule(invocation);
  if (invocation.options.adopt === true) return adopt(invocation);
  const found = await new Components(settingsOf(invocation)).audit({ files: filesOf(invocation) });
  invocation.terminal.print(renderAudit(found, { color: invocation.terminal.color }));
  return { exitCode: endingOf(found), data: found };
};

/** Drift that is taken over is none any more. */
async function adopt(invocation: Invocation): Promise<Outcome> {
  const adoption = await new Components(settingsOf(invocation)).adopt({ files: filesOf(invocation) });
  invocation.terminal.print(adoptionSummary(adoption));
  const { audit: found, adopted, left } = adoption;
  return { exitCode: left.length > 0 ? exitCodes.pending : exitCodes.done, data: { ...found, adopted, left } };
}

const endingOf = (found: Audit): number => (hasDrift(found) ? exitCodes.pending : exitCodes.done);
