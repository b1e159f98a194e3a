import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Lock } from "../../lock/lock.ts";
import { parseLock, readLock } from "../../lock/read-lock.ts";
import type { Missing } from "../errors.ts";
import { type LockedContent, lockedContents } from "../export/lock-members.ts";
import { hashFile } from "../file-content.ts";
import { warningsAbout } from "../inspect/render-inspected.ts";
import { openBundle } from "../open-bundle.ts";

/** A downloaded folder, or a bundle, as what an installation would take its content from. */
export interface Offline {
  lock: Lock;
  /** Of a bundle, what may make an import refuse it although nothing is missing; of a folder nothing. */
  warnings: readonly string[];
  /** Which of the contents are not there, or not what their hash says. */
  missing(contents: readonly LockedContent[]): Promise<Missing[]>;
  /** Whether anything lies below a path of it. */
  holds(path: string): Promise<boolean>;
}

export interface OpenOfflineOptions {
  allowedSigners: string | undefined;
  checkInterrupted?(): void;
}

export async function openOffline(path: string, options: OpenOfflineOptions): Promise<Offline> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  return isFolder ? offlineFolder(path, options) : offlineBundle(path, options);
}

async function offlineFolder(folder: string, { checkInterrupted }: OpenOfflineOptions): Promise<Offline> {
  return {
    lock: await readLock(join(folder, "lock.json")),
    warnings: [],
    async missing(contents) {
      const missing: Missing[] = [];
      for (const { path, size, sha256, what, neededBy } of contents) {
        checkInterrupted?.();
        if (!(await isThere(join(folder, path), { size, sha256 }))) missing.push({ what, sha256, neededBy });
      }
      return missing;
    },
    holds: (path) =>
      readdir(join(folder, path)).then(
        (names) => names.length > 0,
        () => false,
      ),
  };
}

async function isThere(path: string, { size, sha256 }: Pick<LockedContent, "size" | "sha256">): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size !== size) return false;
  return (await hashFile(path, size)) === sha256;
}

/** Reading it to its end proves every hash; of a difference the base counts as there. */
async function offlineBundle(path: string, { allowedSigners, checkInterrupted }: OpenOfflineOptions): Promise<Offline> {
  const bundle = await openBundle(path, { allowedSigners });
  try {
    let lockText = "";
    for await (const { member, content } of bundle.members()) {
      checkInterrupted?.();
      for await (const part of content) if (member.path === "lock.json") lockText += part.toString("utf8");
    }
    const { members, base, expires } = bundle.manifest;
    const known = new Set([...members, ...(base?.members ?? [])].map(({ path }) => path));
    return {
      warnings: warningsAbout({ signer: bundle.signer, expires }, new Date()),
      lock: parseLock(`${path}: lock.json`, lockText),
      missing: async (contents) =>
        contents
          .filter((one) => !known.has(one.path))
          .map(({ what, sha256, neededBy }) => ({ what, sha256, neededBy })),
      holds: async (path) => [...known].some((member) => member.startsWith(`${path}/`)),
    };
  } finally {
    await bundle.close();
  }
}

/** What of a lock the given roles need; the repository server is one of them, and what nobody is named for counts too. */
export function contentsFor(lock: Lock, roles: ReadonlySet<string>): LockedContent[] {
  return lockedContents(lock).filter(
    ({ neededBy }) => neededBy.length === 0 || neededBy.some((role) => roles.has(role)),
  );
}
