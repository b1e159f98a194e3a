import { filesOf, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";
import { type BackupSet, bytesOf, rolesOf } from "../backup/backup-set.ts";
import { notACount } from "../backup/errors.ts";
import { locationText } from "../backup/open-store.ts";
import { inUnits } from "../backup/size-text.ts";
import { Components } from "../components.ts";

const locationIn = (options: Readonly<Record<string, unknown>>) =>
  typeof options.location === "string" ? { location: options.location } : {};

export const backup: Action = async (invocation) => {
  const { options, terminal } = invocation;
  const { planned, set } = await new Components(settingsOf(invocation)).backup({
    files: filesOf(invocation),
    ...locationIn(options),
    dryRun: options.dryRun === true,
  });
  for (const { role, machine, files } of planned) terminal.print(`${role} on ${machine}: ${files.join(", ")}`);
  if (set) terminal.print(`Done: backup ${set.id}, ${inUnits(bytesOf(set))}, in ${locationText(set.location)}.`);
  return { exitCode: exitCodes.done, data: { planned, ...(set && { backup: set }) } };
};

export const backupList: Action = async (invocation) => {
  const { options, terminal } = invocation;
  const backups = await new Components(settingsOf(invocation)).backups({
    files: filesOf(invocation),
    ...locationIn(options),
  });
  for (const set of backups) terminal.print(line(set));
  if (backups.length === 0) terminal.print("There is no backup.");
  return { exitCode: exitCodes.done, data: { backups } };
};

const line = (set: BackupSet): string =>
  `${set.id}  ${set.at}  ${inUnits(bytesOf(set)).padStart(10)}  ${rolesOf(set).join(", ")}  [${locationText(set.location)}]`;

export const backupVerify: Action = async (invocation) => {
  const { options, terminal } = invocation;
  const verified = await new Components(settingsOf(invocation)).verifyBackups(invocation.arguments, {
    files: filesOf(invocation),
    ...locationIn(options),
  });
  for (const { id, damage } of verified) terminal.print(`${id}  ${damage.length === 0 ? "whole" : damage.join("; ")}`);
  const isWhole = verified.every(({ damage }) => damage.length === 0);
  return { exitCode: isWhole ? exitCodes.done : exitCodes.failed, data: { backups: verified } };
};

export const backupPrune: Action = async (invocation) => {
  const { options, terminal } = invocation;
  const removed = await new Components(settingsOf(invocation)).pruneBackups(countIn(String(options.keep)), {
    files: filesOf(invocation),
    ...locationIn(options),
  });
  terminal.print(`Done: ${removed.length} removed.`);
  return { exitCode: exitCodes.done, data: { removed: removed.map(({ id }) => id) } };
};

function countIn(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw notACount(text);
  return Number(text);
}
