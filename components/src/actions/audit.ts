import { type Audit, filesOf, hasDrift, renderAudit, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes, type Invocation, type Outcome } from "@lambdastack/core/cli";
import { adoptionSummary } from "../adopt/render-adoption.ts";
import { Components } from "../components.ts";
import { adoptOrUpgrade } from "../errors.ts";
import { upgradeAuditText } from "../upgrade-audit/render-upgrade-audit.ts";
import { auditModule } from "./audit-module.ts";

export const audit: Action = async (invocation) => {
  const { adopt: isAdopting, to } = invocation.options;
  if (invocation.arguments.length > 0) return auditModule(invocation);
  if (isAdopting === true && typeof to === "string") throw adoptOrUpgrade();
  if (isAdopting === true) return adopt(invocation);
  if (typeof to === "string") return upgrade(invocation, to);
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

async function upgrade(invocation: Invocation, to: string): Promise<Outcome> {
  const found = await new Components(settingsOf(invocation)).auditUpgrade(to, { files: filesOf(invocation) });
  invocation.terminal.print(upgradeAuditText(found));
  return { exitCode: found.losses.length > 0 ? exitCodes.pending : exitCodes.done, data: found };
}

const endingOf = (found: Audit): number => (hasDrift(found) ? exitCodes.pending : exitCodes.done);
