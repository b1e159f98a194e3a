import type { Stats } from "node:fs";
import { chmod, lstat, mkdir, readdir, statfs } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { type BuildFolder, buildFolder } from "./build-folder.ts";
import { buildFolderMissing, folderNotOurs, foreignFolder, littleSpace, notADirectory } from "./errors.ts";
import { writeFileAtomic } from "./write-file-atomic.ts";

export interface OpenBuildFolderOptions {
  /** Makes the folder and its parts where they are missing. Commands that change nothing leave it out. */
  create?: boolean;
  /** Bytes that must be free before anything is begun; only with `create`. */
  minimumFree?: number;
}

/** Enough for the state's versions, the events and the logs of one run of a large cluster. */
const MINIMUM_FREE = 16 * 1024 * 1024;

/**
 * The build folder at a path, private (0700) and ours. Throws `build-folder-missing` (invalid) and, refused,
 * `not-a-directory`, `foreign-folder`, `folder-not-ours`, `little-space`.
 */
export async function openBuildFolder(path: string, options: OpenBuildFolderOptions = {}): Promise<BuildFolder> {
  const folder = buildFolder(resolve(path));
  const { create = false, minimumFree = MINIMUM_FREE } = options;
  const found = await look(folder.root);
  if (!found && !create) throw buildFolderMissing(folder.root);
  if (found) await requireOurs(folder, found);
  if (!create) return folder;
  await makePrivate(folder.root);
  await requireSpace(folder.root, minimumFree);
  if (!(await look(folder.marker))) await writeFileAtomic(folder.marker, "A build folder of LambdaStack.\n");
  for (const part of parts(folder)) await makePrivate(part);
  return folder;
}

function parts(folder: BuildFolder): string[] {
  const { states, applied, secrets, keys, backups, runs, config } = folder;
  return [states, applied, secrets, keys, backups, runs, config];
}

async function look(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw notADirectory(path, `unreadable (${(error as Error).message})`);
  }
}

async function requireOurs(folder: BuildFolder, found: Stats): Promise<void> {
  requireDirectory(folder.root, found);
  const entries = await readdir(folder.root);
  const [first] = entries;
  const signs = [folder.marker, folder.manifest, folder.state, folder.inventory].map((path) => basename(path));
  if (first !== undefined && !signs.some((sign) => entries.includes(sign))) throw foreignFolder(folder.root, first);
  for (const part of parts(folder)) {
    const stats = await look(part);
    if (stats) requireDirectory(part, stats);
  }
}

function requireDirectory(path: string, found: Stats): void {
  if (found.isSymbolicLink()) throw notADirectory(path, "a symbolic link");
  if (!found.isDirectory()) throw notADirectory(path, "a file");
}

/** Sets the mode apart from making the directory, because the umask and an older, looser mode would count otherwise. */
async function makePrivate(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  try {
    await chmod(path, 0o700);
  } catch (error) {
    throw folderNotOurs(path, error);
  }
}

async function requireSpace(root: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  if (free < needed) throw littleSpace(root, free, needed);
}
