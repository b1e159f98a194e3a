import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Infrastructure } from "../infrastructure.ts";
import { renderDrifts } from "../render/render-drifts.ts";

export const audit: Action = async (invocation) => {
  const { drifts, machines } = await new Infrastructure(settingsOf(invocation)).audit({ files: filesOf(invocation) });
  invocation.terminal.print(renderDrifts(drifts, machines));
  return { exitCode: drifts.length === 0 ? exitCodes.done : exitCodes.pending, data: { machines, drifts } };
};
