import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { lockPath, StackError, syncPath } from "@lambdastack/core";
import { ENDING, headerOf, paddingOf } from "./archive/header.ts";
import type { BundleBase, BundleManifest, BundleMember } from "./bundle-manifest.ts";
import { manifestFindings } from "./check-manifest.ts";
import { bundleBusy, manifestWrong, memberChanged, memberUnfit, notExported } from "./errors.ts";
import { partsOfFile } from "./file-content.ts";
import { renderManifest } from "./manifest-text.ts";
import { compareMembers } from "./member-order.ts";
import { signText } from "./signing/signature.ts";

/** A member and where its bytes come from: a file of this computer, or the bytes themselves. */
export interface BundleSource extends BundleMember {
  from: string | Buffer;
}

export interface WriteBundleOptions {
  /** Path of the bundle; replaced as a whole. */
  file: string;
  channel: string;
  serial: number;
  created: Date;
  /** From when on importers refuse it. */
  expires?: Date;
  /** In any order. */
  sources: readonly BundleSource[];
  base?: BundleBase;
  /** Path of the private key that signs it. */
  key: string;
  /** Throws when the user has interrupted. */
  checkInterrupted?(): void;
  /** Told how many bytes of how many are written. */
  progress?(done: number, total: number): void;
}

/**
 * Writes a bundle beside its place, signs it, and renames it: an end at any moment leaves the old one or the new, and the
 * next export clears away what was left. The same sources, serial, time and ed25519 key give the same bytes.
 */
export async function writeBundle(options: WriteBundleOptions): Promise<BundleManifest> {
  const sources = [...options.sources].sort(compareMembers);
  const manifest = manifestOf(options, sources);
  const findings = manifestFindings(manifest);
  if (findings.length > 0) throw manifestWrong(options.file, findings);
  const text = Buffer.from(renderManifest(manifest));
  const signature = await signText(text, options.key);
  const heads = [headSource("manifest.json", text), headSource("manifest.json.sig", signature)];
  await writeWhole(options.file, (archive) => writeMembers(archive, [...heads, ...sources], options));
  return manifest;
}

function manifestOf(options: WriteBundleOptions, sources: readonly BundleSource[]): BundleManifest {
  const { channel, serial, created, expires, base } = options;
  const members = sources.map(({ path, kind, size, sha256, mode }) => ({ path, kind, size, sha256, mode }));
  return {
    kind: "bundle",
    version: 1,
    channel,
    serial,
    created: toSeconds(created),
    ...(expires && { expires: toSeconds(expires) }),
    ...(base && { base }),
    lock: members[0]?.sha256 ?? "",
    members,
    totals: { members: members.length, bytes: members.reduce((sum, { size }) => sum + size, 0) },
  };
}

const toSeconds = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

type Written = Pick<BundleSource, "path" | "size" | "mode" | "sha256" | "from">;

function headSource(path: string, from: Buffer): Written {
  return { path, size: from.length, mode: "644", sha256: createHash("sha256").update(from).digest("hex"), from };
}

async function writeWhole(file: string, write: (archive: FileHandle) => Promise<void>): Promise<void> {
  const unfinished = `${file}.unfinished`;
  const archive = await open(unfinished, "a", 0o600).catch((cause: unknown) => {
    throw notExported(unfinished, cause);
  });
  try {
    const lock = await lockPath(unfinished, () => bundleBusy(file));
    try {
      await requireSame(unfinished, archive, file);
      await archive.truncate(0);
      await write(archive);
      await archive.sync();
      await archive.chmod(0o644);
      await rename(unfinished, file);
      await syncPath(dirname(file));
    } catch (cause) {
      await rm(unfinished, { force: true });
      throw cause instanceof StackError || !(cause as NodeJS.ErrnoException).syscall ? cause : notExported(file, cause);
    } finally {
      await lock.release();
    }
  } finally {
    await archive.close();
  }
}

/** Whoever held the lock before us may have renamed what we opened. */
async function requireSame(path: string, archive: FileHandle, file: string): Promise<void> {
  const [mine, there] = [await archive.stat(), await stat(path).catch(() => undefined)];
  if (mine.ino !== there?.ino) throw bundleBusy(file);
}

async function writeMembers(archive: FileHandle, members: readonly Written[], options: WriteBundleOptions) {
  const total = members.reduce((sum, { size }) => sum + size, 0);
  const out = gatheringWriter(archive);
  let done = 0;
  const tell = (size: number) => {
    done += size;
    options.progress?.(done, total);
  };
  for (const member of members) {
    options.checkInterrupted?.();
    await out.write(requireHeader(member));
    await writeContent(out, member, tell);
    await out.write(Buffer.alloc(paddingOf(member.size)));
  }
  await out.write(Buffer.alloc(ENDING));
  await out.end();
}

function requireHeader(member: Written): Buffer {
  const header = headerOf(member);
  if (!header) throw memberUnfit(member.path, "its path is too long");
  return header;
}

interface Writer {
  write(part: Buffer): Promise<void>;
  end(): Promise<void>;
}

const GATHERED = 1024 * 1024;

/** Small parts go out together, and one write is under way while the next part is read. */
function gatheringWriter(archive: FileHandle): Writer {
  let parts: Buffer[] = [];
  let bytes = 0;
  let under: Promise<unknown> = Promise.resolve();
  const flush = async () => {
    await under;
    const out = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    parts = [];
    bytes = 0;
    under = writeAll(archive, out);
    // its failure is thrown by the flush after it
    under.catch(() => undefined);
  };
  return {
    async write(part) {
      if (part.length === 0) return;
      parts.push(part);
      bytes += part.length;
      if (bytes >= GATHERED) await flush();
    },
    async end() {
      await flush();
      await under;
    },
  };
}

async function writeAll(archive: FileHandle, part: Buffer): Promise<void> {
  for (let place = 0; place < part.length; ) {
    const { bytesWritten } = await archive.write(part, place, part.length - place);
    place += bytesWritten;
  }
}

async function writeContent(
  out: Writer,
  { path, size, sha256, from }: Written,
  tell: (size: number) => void,
): Promise<void> {
  const hash = createHash("sha256");
  let seen = 0;
  for await (const part of typeof from === "string" ? partsOfFile(from, size) : [from]) {
    seen += part.length;
    if (seen > size) break;
    hash.update(part);
    await out.write(part);
    tell(part.length);
  }
  const name = typeof from === "string" ? from : path;
  if (seen !== size)
    throw memberChanged(name, `it has ${seen > size ? "more than" : "only"} ${Math.min(seen, size)} bytes`);
  const found = hash.digest("hex");
  if (found !== sha256) throw memberChanged(name, `its sha256 is ${found}, not ${sha256}`);
}
