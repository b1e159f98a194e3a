import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { memberUnfit } from "../errors.ts";
import type { BundleSource } from "../write-bundle.ts";
import { fileMember, type Place } from "./file-member.ts";

export interface TreeOptions extends Place {
  /** Whether a file, by its path in the tree, belongs to it; all when missing. */
  wanted?: (path: string) => boolean;
}

/** History of a version control system is no part of what is installed. */
const leftOut = new Set([".git", ".hg", ".svn"]);

/** Every file of a folder. A link counts as the file that it means, which must lie in the folder; anything else is refused. */
export async function treeMembers(folder: string, { path, kind, wanted = () => true }: TreeOptions) {
  const root = await realpath(folder);
  const members: BundleSource[] = [];
  for (const { file, isPlain } of await filesOf(folder)) {
    const inTree = relative(folder, file);
    if (!wanted(inTree)) continue;
    if (!isPlain) await requireInside(file, root);
    members.push(await fileMember(file, { path: `${path}/${inTree}`, kind }));
  }
  return members;
}

interface FoundFile {
  file: string;
  /** Neither a link nor anything else than a file. */
  isPlain: boolean;
}

async function filesOf(folder: string): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name);
    if (leftOut.has(entry.name)) continue;
    if (entry.isDirectory()) files.push(...(await filesOf(file)));
    else files.push({ file, isPlain: entry.isFile() });
  }
  return files;
}

async function requireInside(file: string, root: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw memberUnfit(file, "it is no file, nor a link to one");
  const real = await realpath(file);
  if (!real.startsWith(root + sep)) throw memberUnfit(file, `it is a link out of its folder, to ${real}`);
}
