import { exitCodes, type Invocation, type Outcome } from "@lambdastack/core/cli";
import type { UpgradeInput, UpgradeOutcome } from "./upgrade-run.ts";
import { upgradeText } from "./upgrade-text.ts";

/** What the command line asks of an upgrade. */
export const upgradeInputOf = ({ options }: Pick<Invocation, "options">): UpgradeInput => ({
  ...(typeof options.to === "string" && { to: options.to }),
  backup: options.backup !== false,
  rollback: options.rollback !== false,
  anew: options.anew === true,
  dryRun: options.dryRun === true,
});

/** Tells what became of it. */
export function upgradeResult(invocation: Invocation, outcome: UpgradeOutcome): Outcome {
  const { steps, isDone } = outcome;
  const planned = upgradeText(outcome, upgradeInputOf(invocation));
  invocation.terminal.print(isDone && steps.length > 0 ? `Done: ${steps.length} steps.` : planned);
  return { exitCode: exitCodes.done, data: outcome };
}
