import type { PreparedStep } from "@lambdastack/core";
import type { DirectoryPlays } from "../ansible/directory-plays.ts";
import type { ComponentsRun } from "../components-run.ts";
import type { AskedRoles } from "../tasks/ask-roles.ts";
import type { TaskUnit } from "../tasks/task-units.ts";
import type { BackupFile, BackupLocation, BackupSet } from "./backup-set.ts";

/** What the phases of a backup work on. */
export interface BackupRun extends ComponentsRun {
  /** Set by the phase that plans. */
  planned?: { asked: AskedRoles; plays: DirectoryPlays; units: readonly TaskUnit[]; location: BackupLocation };
  /** Set when it is finished. */
  set?: BackupSet;
}

export interface BackupInput {
  /** `build`, `repository`, `repository:/path` or a folder; the document's when missing. */
  location?: string;
  /** Only these roles, whatever the document enables. */
  roles?: readonly string[];
  /** Says what would be done and does nothing. */
  dryRun?: boolean;
}

/** A dump that a load takes. */
export interface Pairing {
  step: PreparedStep;
  set: BackupSet;
  file: BackupFile;
}

/** What the phases of a restore work on. */
export interface RestoreRun extends ComponentsRun {
  /** Set by the phase that plans. */
  planned?: {
    asked: AskedRoles;
    plays: DirectoryPlays;
    units: readonly TaskUnit[];
    pairings: readonly Pairing[];
    existing: readonly string[];
  };
}

export interface RestoreInput {
  /** `latest`, a time, or the name of a backup; what the document says, or the latest, when missing. */
  at?: string;
  /** A further folder with backups, besides the build folder. */
  location?: string;
  /** Data that are newer than the backup may be lost. */
  overwriteNewer?: boolean;
  /** Says what would be done and does nothing. */
  dryRun?: boolean;
}
