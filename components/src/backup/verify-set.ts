import type { BackupSet } from "./backup-set.ts";
import type { BackupStore } from "./store.ts";

/** Reads every file of a set as it lies there now; what is missing or is not what was stored, for people. */
export async function damageOf(set: BackupSet, store: BackupStore): Promise<string[]> {
  const found = await store.hash(
    set.id,
    set.files.map(({ path }) => path),
  );
  return set.files.flatMap(({ path, sha256, bytes }, index) => {
    const now = found[index];
    if (!now) return [`${set.id}/${path} is missing`];
    if (now.bytes !== bytes) return [`${set.id}/${path} has ${now.bytes} bytes instead of ${bytes}`];
    return now.sha256 === sha256 ? [] : [`${set.id}/${path} has another content than was stored`];
  });
}
