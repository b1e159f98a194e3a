import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { hashFile, syncPath, writeFileAtomic } from "@lambdastack/core";
import { MANIFEST, SET_ID } from "./backup-set.ts";
import { notStored } from "./errors.ts";
import { type BackupStore, type StoredFile, UNFINISHED } from "./store.ts";

/** Sets in a folder of this computer; folders 0700, files 0600: they hold what the services hold. */
export function folderStore(root: string): BackupStore {
  const unfinished = (set: string) => join(root, `${set}${UNFINISHED}`);
  return {
    place: root,
    write: (set, path, content) =>
      stored(root, async () => {
        const target = join(unfinished(set), path);
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        await pipeline(content, createWriteStream(target, { mode: 0o600, flags: "wx", flush: true }));
      }),
    commit: (set, manifest) =>
      stored(root, async () => {
        await mkdir(unfinished(set), { recursive: true, mode: 0o700 });
        await chmod(unfinished(set), 0o700);
        await writeFileAtomic(join(unfinished(set), MANIFEST), manifest);
        await rename(unfinished(set), join(root, set));
        await syncPath(root);
      }),
    hash: (set, paths) => Promise.all(paths.map((path) => hashOf(join(root, set, path)))),
    async read(set, path, take) {
      const content = createReadStream(join(root, set, path));
      try {
        await take(content);
      } finally {
        content.destroy();
      }
    },
    async remove(sets) {
      for (const set of sets) await rm(join(root, set), { recursive: true, force: true });
      for (const name of await namesIn(root))
        if (name.endsWith(UNFINISHED) && SET_ID.test(name.slice(0, -UNFINISHED.length)))
          await rm(join(root, name), { recursive: true, force: true });
    },
  };
}

export async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}

/** What the system says of the disk becomes an error for people; other errors came with the content. */
async function stored(root: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    throw code !== undefined && syscall !== undefined ? notStored(root, (error as Error).message) : error;
  }
}

/** Undefined where there is none. */
async function hashOf(path: string): Promise<StoredFile | undefined> {
  return hashFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
