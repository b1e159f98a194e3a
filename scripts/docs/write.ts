import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { generatedFolders } from "./index.ts";

/** What `npm run docs` would change: files to write, and files of generated folders that nothing makes any more. */
export interface Staleness {
  write: string[];
  remove: string[];
}

export function staleness(root: string, wanted: ReadonlyMap<string, string>): Staleness {
  const isCurrent = ([file, text]: readonly [string, string]) =>
    existsSync(join(root, file)) && readFileSync(join(root, file), "utf8") === text;
  const present = generatedFolders.flatMap((folder) => filesBelow(root, folder));
  return {
    write: [...wanted]
      .filter((entry) => !isCurrent(entry))
      .map(([file]) => file)
      .sort(),
    remove: present.filter((file) => !wanted.has(file)).sort(),
  };
}

/** Brings `docs/` to what is wanted. */
export function writeDocs(root: string, wanted: ReadonlyMap<string, string>): Staleness {
  const stale = staleness(root, wanted);
  for (const file of stale.remove) rmSync(join(root, file));
  for (const file of stale.write) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), wanted.get(file) ?? "");
  }
  return stale;
}

function filesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
