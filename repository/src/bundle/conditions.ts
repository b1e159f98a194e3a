import { createHash } from "node:crypto";
import { statfs } from "node:fs/promises";
import { ENDING, spaceOf } from "./archive/header.ts";
import type { BundleManifest, BundleMember } from "./bundle-manifest.ts";
import { baseMissing, bundleDamaged, bundleExpired, littleSpaceForBundle, serialOld } from "./errors.ts";
import type { LastImported, OpenBundleOptions } from "./open-bundle.ts";

const SPACE_FACTOR = 2.2;

/** The very same bundle may come again; any other must stand after the last one, in the same line. */
export function requireSerial(
  path: string,
  { channel, serial, manifest }: LastImported,
  { last, allowRollback = false }: Pick<OpenBundleOptions, "last" | "allowRollback">,
): void {
  if (!last || allowRollback || manifest === last.manifest || (last.channel === channel && serial > last.serial))
    return;
  throw serialOld(path, { has: `${channel} ${serial}`, last: `${last.channel} ${last.serial}` });
}

/** Throws `bundle-expired`. Whoever kept a bundle back must not be able to bring it later. */
export function requireUnexpired(path: string, { expires }: BundleManifest, now: Date | undefined): void {
  if (expires !== undefined && now !== undefined && hasExpired(expires, now)) throw bundleExpired(path, expires);
}

export const hasExpired = (expires: string, now: Date): boolean => Date.parse(expires) <= now.getTime();

/** As `sha256sum` of `manifest.json` says it. */
export const hashOf = (text: Buffer): string => createHash("sha256").update(text).digest("hex");

/** The manifest tells the size of the archive to the byte: what is missing or hangs on is seen before anything is read. */
export function requireSize(path: string, known: { manifest: BundleManifest; heads: number[]; size: number }): void {
  const sizes = [...known.heads, ...known.manifest.members.map(({ size }) => size)];
  const wanted = sizes.reduce((sum, size) => sum + spaceOf(size), ENDING);
  if (known.size < wanted) throw bundleDamaged(path, `${wanted - known.size} bytes are missing at its end`);
  if (known.size > wanted) throw bundleDamaged(path, `${known.size - wanted} bytes follow after its end`);
}

/**
 * 2.2 times the content: it lies once in the store, once more in the image registry (which keeps blobs of its own), and
 * metadata takes a tenth of each.
 */
export async function requireSpace({ totals }: BundleManifest, space: OpenBundleOptions["space"]): Promise<void> {
  if (!space) return;
  const { bavail, bsize } = await statfs(space.folder);
  const free = bavail * bsize;
  const needed = Math.ceil(totals.bytes * SPACE_FACTOR) - (space.staged ?? 0);
  if (free < needed) throw littleSpaceForBundle(space.folder, { free, needed });
}

export async function requireBase(path: string, { base }: BundleManifest, hasPart: OpenBundleOptions["hasPart"]) {
  if (!base || !hasPart) return;
  const missing: BundleMember[] = [];
  for (const member of base.members) if (!(await hasPart(member))) missing.push(member);
  if (missing.length > 0) throw baseMissing(path, missing);
}
