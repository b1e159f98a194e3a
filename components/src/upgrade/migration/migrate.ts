import { changeStep, isSameStep, writeRecord } from "../upgrade-record.ts";
import type { Migration, UpgradeRun, UpgradeStep } from "../upgrade-run.ts";

/**
 * Does something that may be a migration of this step: once, however often the upgrade is gone on with; and written down
 * before it begins, since there is no way back from then on.
 */
export async function migrate(
  components: UpgradeRun,
  step: UpgradeStep,
  { name, work }: { name: string; work: () => Promise<unknown> },
): Promise<void> {
  const known = migrationsOf(components, step).find((one) => one.name === name);
  if (known?.state === "done") return;
  if (known) await mark(components, step, { ...known, state: "begun" });
  await work();
  if (known) await mark(components, step, { ...known, state: "done" });
}

/** Those of a step as they stand by now. */
export const migrationsOf = ({ record }: Pick<UpgradeRun, "record">, step: UpgradeStep): readonly Migration[] =>
  record?.steps.find((one) => isSameStep(one, step))?.migrations ?? [];

async function mark(components: UpgradeRun, step: UpgradeStep, change: Migration): Promise<void> {
  if (!components.record) throw new Error("data are migrated before that was planned");
  const migrations = migrationsOf(components, step).map((one) => (one.name === change.name ? change : one));
  components.record = changeStep(components.record, step, { migrations });
  await writeRecord(components.run.folder, components.record);
}
