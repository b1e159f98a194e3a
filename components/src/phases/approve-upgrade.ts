import type { Phase } from "@lambdastack/core";
import { remaining, type UpgradeInput, type UpgradeRun } from "../upgrade/upgrade-run.ts";
import { upgradeText } from "../upgrade/upgrade-text.ts";

/** Shows the path from what runs to what is asked and lets the user decide. */
export const approveUpgrade = (input: UpgradeInput): Phase<UpgradeRun> => ({
  name: "approve",
  title: "Approval",
  async run({ record, run }) {
    if (!record) throw new Error("an upgrade is approved before it was planned");
    await run.workspace.settings.approve({
      text: upgradeText(record, input),
      hasChanges: remaining(record).length > 0,
      destroys: false,
    });
    return undefined;
  },
});
