import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { BundleManifest, BundleMember } from "../bundle-manifest.ts";
import { manifestFindings } from "../check-manifest.ts";
import { baseUnreadable } from "../errors.ts";
import { openBundle } from "../open-bundle.ts";
import type { BundleSource } from "../write-bundle.ts";

export interface Base {
  manifest: BundleManifest;
  sha256: string;
}

/** The bundle that a difference is made to: itself, or its `manifest.json`. */
export async function readBase(path: string): Promise<Base> {
  const text = path.endsWith(".json") ? await readFile(path).catch(() => undefined) : await manifestTextOf(path);
  const manifest = text && parsed(text);
  if (!manifest) throw baseUnreadable(path);
  return { manifest, sha256: createHash("sha256").update(text).digest("hex") };
}

async function manifestTextOf(path: string): Promise<Buffer> {
  const bundle = await openBundle(path, { allowedSigners: undefined });
  await bundle.close();
  return bundle.manifestText;
}

function parsed(text: Buffer): BundleManifest | undefined {
  try {
    const value: unknown = JSON.parse(text.toString("utf8"));
    return manifestFindings(value).length === 0 ? (value as BundleManifest) : undefined;
  } catch {
    return undefined;
  }
}

export interface Divided {
  /** What the archive carries: whatever the base has not, and the lock file always. */
  carried: BundleSource[];
  fromBase: BundleMember[];
}

/** Content counts, not its name: what the base has under another path is not carried again. */
export function divide(sources: readonly BundleSource[], { manifest }: Base): Divided {
  const known = new Set([...manifest.members, ...(manifest.base?.members ?? [])].map(({ sha256 }) => sha256));
  const isKnown = ({ path, sha256 }: BundleSource): boolean => path !== "lock.json" && known.has(sha256);
  const plain = ({ path, kind, size, sha256, mode }: BundleSource) => ({ path, kind, size, sha256, mode });
  return { carried: sources.filter((one) => !isKnown(one)), fromBase: sources.filter(isKnown).map(plain) };
}
