import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { Components } from "../components.ts";
import type { UpgradeInput } from "../upgrade/upgrade-run.ts";
import { upgradeText } from "../upgrade/upgrade-text.ts";

export const upgrade: Action = async (invocation) => {
  const { options, terminal } = invocation;
  const input: UpgradeInput = {
    ...(typeof options.to === "string" && { to: options.to }),
    backup: options.backup !== false,
    rollback: options.rollback !== false,
    anew: options.anew === true,
    dryRun: options.dryRun === true,
  };
  const outcome = await new Components(settingsOf(invocation)).upgrade({ files: filesOf(invocation), ...input });
  const { steps, isDone } = outcome;
  const planned = upgradeText(outcome, input);
  terminal.print(isDone && steps.length > 0 ? `Done: ${steps.length} steps.` : planned);
  return { exitCode: exitCodes.done, data: outcome };
};
