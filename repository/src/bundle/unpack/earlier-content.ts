import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { BundleManifest } from "../bundle-manifest.ts";
import { manifestFindings, storePath } from "../check-manifest.ts";
import { targetForeign } from "../errors.ts";
import type { LastImported } from "../open-bundle.ts";

/** What the folder holds already. */
export interface Earlier {
  last?: LastImported;
  /** Path of a file with that content, as far as its name tells. */
  find(sha256: string, size: number): Promise<string | undefined>;
}

/** Throws `bundle-target-foreign` where the folder is that of neither an import nor a download. */
export async function earlierContent(target: string): Promise<Earlier> {
  const found = await earlierManifest(target);
  if (!found && existsSync(target)) await requireDownload(target);
  const { members = [], base } = found?.manifest ?? {};
  const known = new Map([...members, ...(base?.members ?? [])].map((one) => [one.sha256, one]));
  return {
    ...(found && { last: { ...found.manifest, manifest: found.sha256 } }),
    async find(sha256, size) {
      const path = known.get(sha256)?.path ?? storePath(sha256);
      const stats = await stat(join(target, path)).catch(() => undefined);
      return stats?.isFile() && stats.size === size ? join(target, path) : undefined;
    },
  };
}

/** The manifest of the bundle that a folder was made of; undefined where it was downloaded. */
export async function earlierManifest(
  target: string,
): Promise<{ manifest: BundleManifest; sha256: string } | undefined> {
  const text = await readFile(join(target, "manifest.json")).catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text.toString("utf8"));
    const sha256 = createHash("sha256").update(text).digest("hex");
    if (manifestFindings(value).length === 0) return { manifest: value as BundleManifest, sha256 };
  } catch {
    // told below
  }
  throw targetForeign(target);
}

async function requireDownload(target: string): Promise<void> {
  const names = await readdir(target).catch(() => ["a file"]);
  if (names.some((name) => name !== "lock.json" && name !== "store")) throw targetForeign(target);
}
