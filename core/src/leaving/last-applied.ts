import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type Manifest, parseManifest } from "../documents/index.ts";
import type { Run } from "../workspace/run.ts";

/** The documents that machines were last made and set up by; undefined before the first apply. */
export async function lastApplied({ folder }: Pick<Run, "folder">): Promise<Manifest | undefined> {
  if (!existsSync(folder.manifest)) return undefined;
  return parseManifest(await readFile(folder.manifest, "utf8"), folder.manifest);
}
