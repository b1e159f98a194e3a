import { createHash } from "node:crypto";
import { closeSync, existsSync, fchmodSync, lstatSync, openSync, rmSync, writeFileSync } from "node:fs";
import {
  chmod,
  copyFile,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { execute, lockPath, StackError } from "@lambdastack/core";
import type { BundleManifest, BundleMember } from "./bundle-manifest.ts";
import { manifestFindings, storePath } from "./check-manifest.ts";
import { baseMissing, bundleBusy, notUnpacked, targetForeign } from "./errors.ts";
import { hashFile } from "./file-content.ts";
import {
  type Bundle,
  type BundleContent,
  type LastImported,
  type OpenBundleOptions,
  openBundle,
} from "./open-bundle.ts";

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
      ...(before.last && { last: before.last }),
      space: { folder: staging, staged: await bytesIn(staging) },
      hasPart: async ({ sha256, size }) => (await before.find(sha256, size)) !== undefined,
    });
    try {
      await stage(bundle, { staging, before, options });
      await swap(target, staging);
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

/** What the folder holds already. */
interface Earlier {
  last?: LastImported;
  /** Path of a file with that content, as far as its name tells. */
  find(sha256: string, size: number): Promise<string | undefined>;
}

async function earlierContent(target: string): Promise<Earlier> {
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

async function earlierManifest(target: string): Promise<{ manifest: BundleManifest; sha256: string } | undefined> {
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

/** Where a member is written at once: with thousands of small ones the going to and fro costs more than the bytes. */
const SMALL = 256 * 1024;

/** A file that is not whole has no meaning here: the folder gets its name when all are, and a repeat hashes what it finds. */
async function writeMember(place: string, { member, content }: BundleContent): Promise<void> {
  const mode = Number.parseInt(member.mode, 8);
  // it may be another name for a file of the base, which must keep its bytes
  rmSync(place, { force: true });
  if (member.size <= SMALL) return writeSmall(place, { mode, content });
  const file = await open(place, "wx", mode);
  try {
    for await (const part of content) await writeAll(file, part);
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

async function writeSmall(place: string, { mode, content }: { mode: number; content: AsyncIterable<Buffer> }) {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  const descriptor = openSync(place, "wx", mode);
  try {
    writeFileSync(descriptor, Buffer.concat(parts));
    fchmodSync(descriptor, mode);
  } finally {
    closeSync(descriptor);
  }
}

async function writeAll(file: FileHandle, part: Buffer): Promise<void> {
  for (let place = 0; place < part.length; ) {
    const { bytesWritten } = await file.write(part, place, part.length - place);
    place += bytesWritten;
  }
}

async function writeSynced(path: string, content: Buffer): Promise<void> {
  await writeFile(path, content, { mode: 0o644, flush: true });
}

/** A part of the base, as a second name for the same file: nothing is copied. False where it is not there, or not whole. */
async function fromBase(member: BundleMember, { staging, before }: Omit<Staging, "options">): Promise<boolean> {
  const place = join(staging, member.path);
  if (await isWhole(place, member)) return true;
  const found = await before.find(member.sha256, member.size);
  if (!found || !(await isWhole(found, member))) return false;
  await mkdir(dirname(place), { recursive: true });
  await rm(place, { force: true });
  const mode = Number.parseInt(member.mode, 8);
  if (((await stat(found)).mode & 0o7777) === mode) {
    await link(found, place);
    return true;
  }
  await copyFile(found, place);
  await chmod(place, mode);
  return true;
}

async function isWhole(path: string, { size, sha256 }: BundleMember): Promise<boolean> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size === size && (await hashFile(path, size)) === sha256;
}

/** What an earlier, ended import left and this one has no use for; and whatever is no plain file. */
async function removeOthers(staging: string, { members, base }: BundleManifest): Promise<void> {
  const wanted = new Set([...members, ...(base?.members ?? [])].map(({ path }) => path));
  for (const { path, isFile } of await entriesIn(staging)) {
    if (!isFile || !wanted.has(path)) await rm(join(staging, path), { force: true });
  }
}

/** All but folders. */
async function entriesIn(folder: string): Promise<{ path: string; isFile: boolean }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ path: relative(folder, join(entry.parentPath, entry.name)), isFile: entry.isFile() }));
}

async function bytesIn(folder: string): Promise<number> {
  const files = (await entriesIn(folder)).filter(({ isFile }) => isFile);
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(join(folder, path))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const replacedName = (target: string) => `${target}.replaced`;

/** The folder changes in two renames; an end between them is mended by the next import. */
async function swap(target: string, staging: string): Promise<void> {
  await syncAll(staging);
  if (existsSync(target)) await rename(target, replacedName(target));
  await rename(staging, target);
  await syncFolder(dirname(target));
  await rm(replacedName(target), { recursive: true, force: true });
}

async function mendSwap(target: string): Promise<void> {
  const replaced = replacedName(target);
  if (!existsSync(replaced)) return;
  if (existsSync(target)) await rm(replaced, { recursive: true });
  else await rename(replaced, target);
}

/** Everything that was written reaches the disk before it gets the name under which it is used. */
async function syncAll(staging: string): Promise<void> {
  const { status, stderr } = await execute({ command: "sync", arguments: ["-f", staging], timeLimit: 3600 });
  if (status !== 0) throw notUnpacked(staging, new Error(stderr.trim()));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

/** Of what was refused nothing stays; what was only interrupted is kept for the repeat. */
const isRefusal = (error: unknown): boolean => error instanceof StackError && error.ending === "refused";
