import { StackError } from "@lambdastack/core";
import type { BackupSet } from "./backup-set.ts";

export const notStored = (place: string, reason: string) =>
  new StackError("backup-not-stored", `The backup in ${place} could not be read or written: ${reason}.`, {
    hint: "Look for free space and rights there, then run the command again. Nothing unfinished counts as a backup.",
  });

export const nothingToBackUp = (reason: string) =>
  new StackError("nothing-to-back-up", `There is nothing to back up: ${reason}.`, {
    hint: "Name components with --components, or enable them in configuration/backup; `components metadata ROLE` says which roles can be backed up.",
    ending: "refused",
  });

export const nothingDumped = () =>
  new StackError("nothing-dumped", "No machine had anything to back up.", {
    hint: "A replicated service gives its data on the primary alone: see that --limit does not leave it out.",
  });

export const noRepositoryMachine = () =>
  new StackError("no-repository-machine", "Backups shall lie on the repository machine, but the cluster has none.", {
    hint: "Add a component `repository`, or name a folder: --location /mnt/backups.",
    ending: "refused",
  });

export const invalidLocation = (location: string) =>
  new StackError("invalid-location", `Backups cannot lie in "${location}".`, {
    hint: "Say `build`, `repository`, `repository:/absolute/path` or an absolute path without `.` and `..`.",
    ending: "invalid",
  });

export const notATime = (text: string) =>
  new StackError("not-a-time", `"${text}" is neither \`latest\`, nor a time, nor a backup.`, {
    hint: "Say 2026-11-26T10:00:00Z, 20261126-100000, or what `backup list` shows in its first column.",
    ending: "invalid",
  });

export const noBackup = (role: string, at: string, known: readonly string[]) =>
  new StackError("no-backup", `There is no backup of ${role} ${at === "latest" ? "yet" : `at or before ${at}`}.`, {
    hint:
      known.length === 0
        ? "`backup` takes one; `backup list` shows those that there are."
        : `There are ${known.slice(-5).join(", ")}.`,
    ending: "refused",
  });

export const newerBackup = (set: BackupSet, role: string, versions: { taken: string; now: string }) =>
  new StackError(
    "newer-backup",
    `Backup ${set.id} was taken with version ${versions.taken} of role ${role}; version ${versions.now} is older.`,
    { hint: "Use the version of the product that took it.", ending: "refused" },
  );

export const nothingFits = (role: string, machine: string, set: string) =>
  new StackError("nothing-fits", `Backup ${set} has nothing of role ${role} for ${machine}.`, {
    hint: "Name the machines that were backed up with --limit; `backup list --json` shows them.",
    ending: "refused",
  });

export const restoredTogether = (role: string, machines: readonly string[]) =>
  new StackError(
    "restored-together",
    `Role ${role} is restored on all of its machines at once, and ${machines.join(", ")} would be left out.`,
    {
      hint: "Do not leave it out with --limit.",
      ending: "refused",
    },
  );

export const newerData = (found: readonly string[]) =>
  new StackError("newer-data", `Newer data would be lost: ${found.join("; ")}.`, {
    hint: "Take a backup of it first, or say --overwrite-newer.",
    ending: "refused",
  });

export const cannotTell = (machine: string, role: string, said: string) =>
  new StackError("age-unknown", `On ${machine}, role ${role} cannot tell how old its data are: ${said}.`, {
    hint: "Mend the service (`apply` puts it back), or say --overwrite-newer.",
    ending: "refused",
  });

export const damagedBackup = (problems: readonly string[]) =>
  new StackError("damaged-backup", `The backup is damaged: ${problems.join("; ")}.`, {
    hint: "Take another one: `backup verify` says which are whole.",
  });

export const noSuchBackup = (names: readonly string[], known: readonly string[]) =>
  new StackError("no-such-backup", `There is no backup ${names.join(", ")}.`, {
    hint: known.length === 0 ? "There is none at all." : `There are ${known.slice(-5).join(", ")}.`,
    ending: "invalid",
  });

export const notACount = (text: string) =>
  new StackError("not-a-count", `--keep takes a number from 1 on, not "${text}".`, {
    hint: "For example: --keep 7.",
    ending: "invalid",
  });

export const nothingToRestore = () =>
  new StackError("nothing-to-restore", "No role that is selected can be restored on any machine.", {
    hint: "Name components with --components, or enable them in configuration/recovery.",
    ending: "refused",
  });
