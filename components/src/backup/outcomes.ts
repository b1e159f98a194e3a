import { restoreText } from "../phases/approve-restore.ts";
import type { BackupRun, RestoreInput, RestoreRun } from "./backup-run.ts";
import type { BackupSet } from "./backup-set.ts";

/** What a backup took, or would take. */
export interface BackupOutcome {
  planned: readonly { role: string; machine: string; files: readonly string[] }[];
  /** Missing where nothing was to be done. */
  set?: BackupSet;
}

/** What a restore put back, or would put back. */
export interface RestoreOutcome {
  /** For people. */
  text: string;
  restored: readonly { role: string; machine: string; file: string; backup: string; bytes: number }[];
  isDone: boolean;
}

export function backupOutcome({ planned, set }: BackupRun): BackupOutcome {
  const units = planned?.units ?? [];
  return {
    planned: units.map(({ role, machine, steps }) => ({ role, machine, files: steps.map(({ name }) => name) })),
    ...(set && { set }),
  };
}

export function restoreOutcome({ planned }: RestoreRun, { dryRun = false }: RestoreInput): RestoreOutcome {
  const pairings = planned?.pairings ?? [];
  return {
    text: planned ? restoreText(planned) : "",
    restored: pairings.map(({ step, set, file }) => ({
      role: step.role,
      machine: step.machine,
      file: file.name,
      backup: set.id,
      bytes: file.bytes,
    })),
    isDone: !dryRun,
  };
}
