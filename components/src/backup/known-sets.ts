import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildFolder } from "@lambdastack/core";
import { type BackupSet, MANIFEST, rolesOf, SET_ID } from "./backup-set.ts";
import { noBackup, notATime } from "./errors.ts";
import { folderStore, namesIn } from "./folder-store.ts";

/** Every finished set that the build folder, or another folder with backups, knows; oldest first. */
export async function knownSets({ backups }: BuildFolder, further?: string): Promise<BackupSet[]> {
  const found = new Map<string, BackupSet>();
  for (const folder of [backups, ...(further === undefined ? [] : [further])])
    for (const name of (await namesIn(folder)).filter((one) => SET_ID.test(one))) {
      const set = await readSet(folder, name);
      if (set && !found.has(set.id)) found.set(set.id, set);
    }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A folder without a whole manifest is no set. */
async function readSet(folder: string, name: string): Promise<BackupSet | undefined> {
  try {
    const set = JSON.parse(await readFile(join(folder, name, MANIFEST), "utf8")) as BackupSet;
    return set.format === 1 && set.id === name ? set : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** A set whose files lie elsewhere is known to the build folder by its manifest. */
export async function remember({ backups }: BuildFolder, set: BackupSet): Promise<void> {
  if (set.location.type !== "build") await folderStore(backups).commit(set.id, manifestText(set));
}

export const manifestText = (set: BackupSet): string => `${JSON.stringify(set, undefined, 2)}\n`;

/** The set that a role is restored from: the last one with it, at or before a time. Throws `no-backup` and `not-a-time`. */
export function setFor(role: string, at: string, sets: readonly BackupSet[]): BackupSet {
  const withRole = sets.filter((set) => rolesOf(set).includes(role));
  const until = at === "latest" || SET_ID.test(at) ? undefined : timeOf(at);
  const found = withRole.filter(({ id, at: taken }) => {
    if (at === "latest") return true;
    return until === undefined ? id === at : Date.parse(taken) <= until;
  });
  const set = found.at(-1);
  if (!set)
    throw noBackup(
      role,
      at,
      withRole.map(({ id }) => id),
    );
  return set;
}

/** ISO 8601, or the form of the products before (UTC): `20260918-191457`. */
export function timeOf(text: string): number {
  const parts = /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})$/.exec(text);
  const iso = parts ? `${parts.slice(1, 4).join("-")}T${parts.slice(4).join(":")}Z` : text;
  const time = /^\d{4}-\d{2}-\d{2}/.test(iso) ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(time)) throw notATime(text);
  return time;
}

/** Sets beyond the newest `keep` of every role that is in them. */
export function surplus(sets: readonly BackupSet[], keep: number): BackupSet[] {
  const kept = new Set<string>();
  for (const role of new Set(sets.flatMap(rolesOf)))
    for (const { id } of sets.filter((set) => rolesOf(set).includes(role)).slice(-keep)) kept.add(id);
  return sets.filter(({ id }) => !kept.has(id));
}
