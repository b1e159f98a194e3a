import type { Phase } from "@lambdastack/core";
import type { RestoreRun } from "../backup/backup-run.ts";
import { inUnits } from "../backup/size-text.ts";

/** Shows what would be put where, and what would be lost by it, and lets the user decide. */
export const approveRestore: Phase<RestoreRun> = {
  name: "approve",
  title: "Approval",
  async run(components) {
    const { planned, run } = components;
    if (!planned) throw new Error("a restore is approved before it was planned");
    await run.workspace.settings.approve({
      text: restoreText(planned),
      hasChanges: true,
      destroys: planned.existing.length > 0,
    });
    return undefined;
  },
};

export function restoreText({
  pairings,
  existing,
}: Pick<Required<RestoreRun>["planned"], "pairings" | "existing">): string {
  const loads = pairings.map(
    ({ step, set, file }) =>
      `  ${step.role} on ${step.machine}: ${file.name} of backup ${set.id} (${inUnits(file.bytes)})`,
  );
  const lost = existing.length === 0 ? [] : ["This overwrites:", ...existing.map((line) => `  ${line}`)];
  return ["Restore:", ...loads, ...lost].join("\n");
}
