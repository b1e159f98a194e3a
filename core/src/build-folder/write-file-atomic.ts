import { randomBytes } from "node:crypto";
import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { StackError } from "../errors/stack-error.ts";
import { syncPath } from "../files/sync-path.ts";
import { diskFull, notWritten } from "./errors.ts";

/** End of the names of files in the making; what a killed program leaves of them is removed by the next lock holder. */
export const UNFINISHED = ".unfinished";

const PRIVATE = 0o600;
const SPACE_CODES = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Whose a file is and who may read it. */
export interface Rights {
  mode: number;
  uid: number;
  gid: number;
}

/**
 * Replaces a file as a whole, mode 0600 whatever the umask and the old mode: after a crash at any moment there is the
 * old content or the new. A symlink at the path is replaced, not followed. Throws `disk-full` and `not-written`.
 *
 * The npm library write-file-atomic is not used: version 7.0.1 ignores a short write, so on a full disk it
 * puts a truncated file in place without an error.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array, rights?: Rights): Promise<void> {
  const unfinished = unfinishedName(path);
  try {
    const file = await open(unfinished, "wx", PRIVATE);
    try {
      if (rights) await file.chown(rights.uid, rights.gid);
      await file.chmod(rights?.mode ?? PRIVATE);
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    await syncPath(dirname(path));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw writeError(path, error);
  }
}

/** The same for callers that must not be interleaved with others. */
export function writeFileAtomicSync(path: string, content: string): void {
  const unfinished = unfinishedName(path);
  try {
    syncedFile(unfinished, content);
    renameSync(unfinished, path);
    syncNow(dirname(path));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw writeError(path, error);
  }
}

function unfinishedName(path: string): string {
  return `${path}.${randomBytes(6).toString("hex")}${UNFINISHED}`;
}

function syncedFile(path: string, content: string): void {
  const descriptor = openSync(path, "wx", PRIVATE);
  try {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncNow(directory: string): void {
  const descriptor = openSync(directory, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeError(path: string, error: unknown): StackError {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return SPACE_CODES.has(code) ? diskFull(path, error) : notWritten(path, error);
}
