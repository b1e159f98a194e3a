import { rm, stat } from "node:fs/promises";
import { hashFile } from "@lambdastack/core";
import type { Artifact, Lock } from "../lock/lock.ts";
import type { StoreLayout } from "../store/store.ts";

/** Something to be fetched, with its name for people. */
export interface Wanted extends Artifact {
  what: string;
}

/** Packages and files of a lock, each content once. */
export function wantedOf({ systems, files }: Lock): Wanted[] {
  const packages = Object.values(systems).flatMap((system) => system.packages);
  const all = [
    ...packages.map((each) => ({ ...each, what: each.filename })),
    ...files.map((each) => ({ ...each, what: `file ${each.id}` })),
  ];
  const byHash = new Map<string, Wanted>();
  for (const { what, urls, size, sha256 } of all) {
    const known = byHash.get(sha256);
    byHash.set(sha256, { what, size, sha256, ...known, urls: [...new Set([...(known?.urls ?? []), ...urls])] });
  }
  return [...byHash.values()];
}

/** Whether the store has the content, whole: its bytes are read. What is there and wrong is removed. */
export async function isStored(store: StoreLayout, { sha256, size }: Artifact): Promise<boolean> {
  const path = store.path(sha256);
  const found = await stat(path).catch(() => undefined);
  if (!found) return false;
  if (found.size === size && (await hashFile(path)).sha256 === sha256) return true;
  await rm(path, { force: true, recursive: true });
  return false;
}
