import { lstat, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { lockPath, StackError } from "@lambdastack/core";
import type { BundleManifest, BundleMember } from "./bundle-manifest.ts";
import { baseMissing, bundleBusy, notUnpacked, targetForeign } from "./errors.ts";
import { type Bundle, type OpenBundleOptions, openBundle } from "./open-bundle.ts";
import { type Earlier, earlierContent } from "./unpack/earlier-content.ts";
import { bytesIn, entriesIn, isWhole, removeOthers } from "./unpack/folder-content.ts";
import { fromBase } from "./unpack/from-base.ts";
import { mendSwap, swapFolder } from "./unpack/swap-folder.ts";
import { writeMember } from "./unpack/write-member.ts";

export interface UnpackOptions extends Pick<OpenBundleOptions, "allowedSigners" | "allowRollback"> {
  /** Throws when the user has interrupted. */
  checkInterrupted?(): void;
  /** Told how many bytes of how many are there and whole. */
  progress?(done: number, total: number): void;
}

/**
 * Verifies a bundle and makes a folder of it: `lock.json`, `store/…` and what else it carries, as a download has them. All
 * is written beside the folder (`<folder>.unfinished`), hashed on its way, and renamed into place at the end, so an end at
 * any moment leaves the old folder or the new one. A repeat keeps what was whole. Where the folder is that of an earlier import
 * or download, a difference takes the rest from there; the result is the same as from a full bundle.
 */
export async function unpackBundle(path: string, folder: string, options: UnpackOptions): Promise<BundleManifest> {
  const target = resolve(folder);
  await mendSwap(target);
  const before = await earlierContent(target);
  const staging = `${target}.unfinished`;
  await mkdir(staging, { recursive: true, mode: 0o755 }).catch((cause: unknown) => {
    throw notUnpacked(staging, cause);
  });
  if (!(await lstat(staging)).isDirectory()) throw targetForeign(staging);
  const lock = await lockPath(staging, () => bundleBusy(target));
  try {
    const { allowedSigners, allowRollback = false } = options;
    const bundle = await openBundle(path, {
      allowedSigners,
      allowRollback,
      now: new Date(),
      ...(before.last && { last: before.last }),
      space: { folder: staging, staged: await bytesIn(staging) },
      hasPart: async ({ sha256, size }) => (await before.find(sha256, size)) !== undefined,
    });
    try {
      await stage(bundle, { staging, before, options });
      await swapFolder(target, staging);
      return bundle.manifest;
    } finally {
      await bundle.close();
    }
  } catch (error) {
    if (isRefusal(error) || (await entriesIn(staging)).length === 0) await rm(staging, { recursive: true });
    throw (error as NodeJS.ErrnoException).syscall && !(error instanceof StackError)
      ? notUnpacked(target, error)
      : error;
  } finally {
    await lock.release();
  }
}

interface Staging {
  staging: string;
  before: Earlier;
  options: UnpackOptions;
}

async function stage(bundle: Bundle, { staging, before, options }: Staging): Promise<void> {
  const { manifest } = bundle;
  await removeOthers(staging, manifest);
  const missing: BundleMember[] = [];
  for (const member of manifest.base?.members ?? []) {
    options.checkInterrupted?.();
    if (!(await fromBase(member, { staging, before }))) missing.push(member);
  }
  if (missing.length > 0) throw baseMissing(bundle.path, missing);
  await fromArchive(bundle, { staging, before, options });
  await writeSynced(join(staging, "manifest.json.sig"), bundle.signature);
  await writeSynced(join(staging, "manifest.json"), bundle.manifestText);
}

async function fromArchive(bundle: Bundle, { staging, options }: Staging): Promise<void> {
  const { bytes } = bundle.manifest.totals;
  const folders = new Set<string>();
  let done = 0;
  const tell = (size: number) => {
    done += size;
    options.progress?.(done, bytes);
  };
  for await (const entry of bundle.members()) {
    options.checkInterrupted?.();
    const place = join(staging, entry.member.path);
    const folder = dirname(place);
    if (!folders.has(folder)) await mkdir(folder, { recursive: true });
    folders.add(folder);
    if (await isWhole(place, entry.member)) {
      entry.skip();
      tell(entry.member.size);
    } else await writeMember(place, { ...entry, content: told(entry.content, tell) });
  }
}

async function* told(content: AsyncIterable<Buffer>, tell: (size: number) => void): AsyncGenerator<Buffer, void> {
  for await (const part of content) {
    tell(part.length);
    yield part;
  }
}

async function writeSynced(path: string, content: Buffer): Promise<void> {
  await writeFile(path, content, { mode: 0o644, flush: true });
}

/** Of what was refused nothing stays; what was only interrupted is kept for the repeat. */
const isRefusal = (error: unknown): boolean => error instanceof StackError && error.ending === "refused";
