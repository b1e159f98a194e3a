import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { parse, stringify } from "yaml";
import { writeFileAtomic } from "../build-folder/index.ts";
import type { RepositoryFile } from "./repository-file.ts";

/** Undefined where there is none. */
export async function readRepositoryFile(path: string): Promise<RepositoryFile | undefined> {
  return existsSync(path) ? (parse(await readFile(path, "utf8")) as RepositoryFile) : undefined;
}

/** Nothing is written where it says so already. */
export async function writeRepositoryFile(path: string, file: RepositoryFile): Promise<void> {
  const text = stringify(file);
  const before = existsSync(path) ? await readFile(path, "utf8") : undefined;
  if (before !== text) await writeFileAtomic(path, text);
}
