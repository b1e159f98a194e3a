import type { ComponentsHooks, Phase } from "@lambdastack/core";
import type { BackupRun } from "../backup/backup-run.ts";
import { writeRecord } from "../upgrade/upgrade-record.ts";
import { remaining, type UpgradeRun } from "../upgrade/upgrade-run.ts";
import { planBackup } from "./plan-backup.ts";
import { takeBackup } from "./take-backup.ts";

/** Keeps what the roles hold that are about to be upgraded, once for an upgrade however often it is gone on with. */
export const backUpFirst = (hooks: ComponentsHooks): Phase<UpgradeRun> => ({
  name: "back-up-first",
  title: "Backing up first",
  skip({ record, prepared }) {
    if (!record || remaining(record).length === 0) return "nothing to upgrade";
    if (record.backup !== undefined) return `backup ${record.backup} was taken`;
    const roles = record.steps.map(({ role }) => role);
    return roles.some((role) => prepared?.roles.get(role)?.tasks.backup) ? undefined : "no role can be backed up";
  },
  async run(components) {
    const { record, run } = components;
    if (!record) throw new Error("a backup is taken before the upgrade was planned");
    const backup: BackupRun = { run, machines: components.machines };
    const planned = await planBackup(hooks, { roles: record.steps.map(({ role }) => role) }).run(backup);
    await takeBackup(hooks).run(backup);
    if (!backup.set) throw new Error("a backup was taken and is not known");
    components.record = { ...record, backup: backup.set.id };
    await writeRecord(run.folder, components.record);
    return planned;
  },
});
