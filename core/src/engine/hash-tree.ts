import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { canonicalHash } from "./canonical-hash.ts";

/**
 * SHA-256 (hex) over a folder: names, kinds, executable bits, link targets and content of everything in it.
 * Times and owners do not count, so that a copy has the same hash.
 */
export async function hashTree(directory: string): Promise<string> {
  return canonicalHash(await describe(directory, ""));
}

async function describe(root: string, relative: string): Promise<string[][]> {
  const entries = await readdir(join(root, relative));
  const described = [];
  for (const name of entries.sort()) described.push(...(await describeEntry(root, join(relative, name))));
  return described;
}

async function describeEntry(root: string, relative: string): Promise<string[][]> {
  const path = join(root, relative);
  const status = await lstat(path);
  if (status.isDirectory()) return [[relative, "directory"], ...(await describe(root, relative))];
  if (status.isSymbolicLink()) return [[relative, "link", await readlink(path)]];
  const kind = status.mode & 0o100 ? "executable" : "file";
  return [
    [
      relative,
      kind,
      createHash("sha256")
        .update(await readFile(path))
        .digest("hex"),
    ],
  ];
}
