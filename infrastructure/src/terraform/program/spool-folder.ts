import { createHash } from "node:crypto";
import { lstat, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Memory first; then what is likely to be another file system than the build folder's. */
const places = (): string[] => ["/dev/shm", tmpdir()];

/**
 * The folders that may hold what Terraform prints while it works in `directory`; the same in every run. Where Terraform
 * cannot save its state it prints it, and that must not meet the same full disk.
 */
export function spoolFolders(directory: string): string[] {
  const name = `lambdastack-${createHash("sha256").update(directory).digest("hex").slice(0, 16)}`;
  return [...places().map((place) => join(place, name)), directory];
}

/** The first of these folders that can be written to. It is private, and nobody else's. */
export async function openSpoolFolder(directory: string): Promise<string> {
  for (const folder of spoolFolders(directory)) if (folder === directory || (await isUsable(folder))) return folder;
  return directory;
}

async function isUsable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 }).catch(ignore("EEXIST"));
    if (!(await isOurs(folder))) return false;
    const probe = join(folder, ".probe");
    await writeFile(probe, Buffer.alloc(64 * 1024), { mode: 0o600 });
    await rm(probe);
    return true;
  } catch {
    return false;
  }
}

/** Anybody may make a folder of that name in a place for everybody. */
export async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  if (!found) return false;
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
}

const ignore = (code: string) => (error: NodeJS.ErrnoException) => {
  if (error.code !== code) throw error;
};
