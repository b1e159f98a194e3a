import { lstatSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { BundleManifest, BundleMember } from "../bundle-manifest.ts";
import { hashFile } from "../file-content.ts";

export async function isWhole(path: string, { size, sha256 }: BundleMember): Promise<boolean> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === size && (await hashFile(path, size)) === sha256;
}

/** What an earlier, ended import left and this one has no use for; and whatever is no plain file. */
export async function removeOthers(staging: string, { members, base }: BundleManifest): Promise<void> {
  const wanted = new Set([...members, ...(base?.members ?? [])].map(({ path }) => path));
  for (const { path, isFile } of await entriesIn(staging)) {
    if (!isFile || !wanted.has(path)) await rm(join(staging, path), { force: true });
  }
}

/** All but folders. */
export async function entriesIn(folder: string): Promise<{ path: string; isFile: boolean }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ path: relative(folder, join(entry.parentPath, entry.name)), isFile: entry.isFile() }));
}

export async function bytesIn(folder: string): Promise<number> {
  const files = (await entriesIn(folder)).filter(({ isFile }) => isFile);
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(join(folder, path))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
