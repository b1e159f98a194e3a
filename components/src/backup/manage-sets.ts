import type { Run } from "@lambdastack/core";
import type { BackupSet } from "./backup-set.ts";
import { noSuchBackup } from "./errors.ts";
import { folderStore } from "./folder-store.ts";
import { knownSets, surplus } from "./known-sets.ts";
import { locationOf, openStore } from "./open-store.ts";
import { damageOf } from "./verify-set.ts";

export interface Verified {
  id: string;
  /** What is wrong with it, for people; nothing: it is whole. */
  damage: readonly string[];
}

/** The sets that a run knows, also those in a further place. */
export async function setsOf(run: Run, location: string | undefined): Promise<BackupSet[]> {
  const place = location === undefined ? undefined : await locationOf(location, run);
  return knownSets(run.folder, place?.type === "folder" ? place.path : undefined);
}

/** Reads every file of the named sets, or of all. Throws `no-such-backup`. */
export async function verifySets(run: Run, sets: readonly BackupSet[], names: readonly string[]): Promise<Verified[]> {
  const known = sets.map(({ id }) => id);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw noSuchBackup(unknown, known);
  const verified: Verified[] = [];
  for (const set of sets.filter(({ id }) => names.length === 0 || names.includes(id)))
    verified.push({ id: set.id, damage: await damageOf(set, openStore(set.location, run)) });
  return verified;
}

/** Asks, then removes sets beyond the newest `keep` of every role. Their manifests go last. */
export async function pruneSets(run: Run, sets: readonly BackupSet[], keep: number): Promise<BackupSet[]> {
  const leaving = surplus(sets, keep);
  await run.workspace.settings.approve({
    text: ["Remove backups:", ...leaving.map(({ id, at }) => `  - ${id} of ${at}`)].join("\n"),
    hasChanges: leaving.length > 0,
    destroys: leaving.length > 0,
  });
  for (const set of leaving) {
    if (set.location.type !== "build") await openStore(set.location, run).remove([set.id]);
    await folderStore(run.folder.backups).remove([set.id]);
  }
  return leaving;
}
