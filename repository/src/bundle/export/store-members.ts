import { stat } from "node:fs/promises";
import { join } from "node:path";
import { contentMissing, type Missing } from "../errors.ts";
import type { BundleSource } from "../write-bundle.ts";
import type { LockedContent } from "./lock-members.ts";

/**
 * Content of a downloaded folder. Size alone is looked at here: hashes are checked while it is written into the bundle.
 * Throws `content-missing` with everything that is not there.
 */
export async function storeMembers(folder: string, contents: readonly LockedContent[]): Promise<BundleSource[]> {
  const missing: Missing[] = [];
  const members: BundleSource[] = [];
  for (const { path, kind, size, sha256, what, neededBy } of contents) {
    const from = join(folder, path);
    const found = await stat(from).catch(() => undefined);
    if (found?.isFile() && found.size === size) members.push({ path, kind, size, sha256, mode: "644", from });
    else missing.push({ what, sha256, neededBy });
  }
  if (missing.length > 0) throw contentMissing(folder, missing);
  return members;
}
