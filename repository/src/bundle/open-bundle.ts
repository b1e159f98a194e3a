import { createHash } from "node:crypto";
import { type FileHandle, open, statfs } from "node:fs/promises";
import { type ArchiveReader, archiveReader } from "./archive/archive-reader.ts";
import { BLOCK, describeHeader, ENDING, headerOf, paddingOf, sizeIn, spaceOf } from "./archive/header.ts";
import type { BundleManifest, BundleMember } from "./bundle-manifest.ts";
import { manifestFindings } from "./check-manifest.ts";
import {
  baseMissing,
  bundleDamaged,
  bundleMissing,
  littleSpaceForBundle,
  manifestWrong,
  notABundle,
  serialOld,
} from "./errors.ts";
import { type Signer, verifySignature } from "./signing/signature.ts";

export interface OpenBundleOptions {
  /**
   * Text of an OpenSSH `allowed_signers` file: who is trusted. Without it the signature must be right, and is anybody's:
   * that is for looking at a bundle, never for using one.
   */
  allowedSigners: string | undefined;
  /** What was imported last; a bundle that does not come after it is refused, but for the very same one. */
  last?: LastImported;
  /** Accept one all the same. */
  allowRollback?: boolean;
  /** Folder where the content will lie: it must have room for it. `staged`: bytes of it that are there already. */
  space?: { folder: string; staged?: number };
  /** For a difference: whether a part of the base is there, whole. */
  hasPart?(member: BundleMember): Promise<boolean>;
}

export interface LastImported {
  channel: string;
  serial: number;
  /** sha256 of its `manifest.json`. */
  manifest: string;
}

/** A bundle that may be used: its signature, serial, base, size and the room for it were checked. */
export interface Bundle {
  path: string;
  manifest: BundleManifest;
  /** Texts of the first two members, byte for byte. */
  manifestText: Buffer;
  signature: Buffer;
  signer: Signer;
  /**
   * Every member in order, once. A member's content must be read before the next is asked for; what is left of it is
   * checked then. Only when `content` has ended without throwing was it right: do not use it before.
   */
  members(): AsyncGenerator<BundleContent, void>;
  close(): Promise<void>;
}

export interface BundleContent {
  member: BundleMember;
  /** The bytes, hashed on their way. Throws `bundle-damaged` at the end where they are others. */
  content: AsyncIterable<Buffer>;
  /** Goes over it without a look. */
  skip(): void;
}

const SPACE_FACTOR = 2.2;
/** Room for some 300,000 members. */
const MANIFEST_LIMIT = 64 * 1024 * 1024;
const SIGNATURE_LIMIT = 16 * 1024;

/**
 * Opens a bundle and checks all that can be known before its content. The archive must be, byte for byte, the one that
 * `repo export` writes for the manifest: every header is compared with the only one that is right, so that links, devices,
 * extended headers, other names, sizes, modes and orders have no meaning here that could be attacked.
 */
export async function openBundle(path: string, options: OpenBundleOptions): Promise<Bundle> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw bundleMissing(path, cause);
  });
  try {
    return await checkedBundle(path, file, options);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function checkedBundle(path: string, file: FileHandle, options: OpenBundleOptions): Promise<Bundle> {
  const reader = archiveReader(file);
  const manifestText = await firstMember(path, reader, { name: "manifest.json", limit: MANIFEST_LIMIT });
  const signature = await firstMember(path, reader, { name: "manifest.json.sig", limit: SIGNATURE_LIMIT });
  const signer = await verifySignature({ path, text: manifestText, signature }, options.allowedSigners);
  const manifest = parseManifest(path, manifestText);
  requireSerial(path, { manifest, manifestText }, options);
  requireSize(path, { manifest, heads: [manifestText.length, signature.length], size: await sizeOf(path, file) });
  await requireSpace(manifest, options.space);
  await requireBase(path, manifest, options.hasPart);
  const members = () => contents(path, reader, manifest.members);
  return { path, manifest, manifestText, signature, signer, members, close: () => file.close() };
}

interface FirstMember {
  name: string;
  limit: number;
}

async function firstMember(path: string, reader: ArchiveReader, { name, limit }: FirstMember): Promise<Buffer> {
  const block = await reader.take(BLOCK);
  const wrapping = compressionOf(block);
  if (wrapping !== undefined) throw notABundle(path, `it is compressed with ${wrapping}`);
  if (block.length < BLOCK) throw notABundle(path, "it ends where its manifest should begin");
  const size = sizeIn(block, name);
  const wanted = { path: name, size: size ?? 0, mode: "644" } as const;
  if (size === undefined || size > limit || !headerOf(wanted)?.equals(block))
    throw notABundle(path, `${name} does not stand where it should, or is too large`);
  return Buffer.from(await wholeContent(path, reader, wanted));
}

async function wholeContent(path: string, reader: ArchiveReader, wanted: { path: string; size: number }) {
  const content = await reader.take(wanted.size);
  if (content.length < wanted.size) throw bundleDamaged(path, `it ends in the middle of ${wanted.path}`);
  await requireZeros(path, reader, paddingOf(wanted.size));
  return content;
}

async function requireZeros(path: string, reader: ArchiveReader, bytes: number): Promise<void> {
  const found = await reader.take(bytes);
  if (found.length < bytes) throw bundleDamaged(path, "it ends too early");
  if (found.some((byte) => byte !== 0)) throw bundleDamaged(path, "there is something between its members");
}

const magics: readonly (readonly [program: string, hex: string])[] = [
  ["gzip", "1f8b"],
  ["zstd", "28b52ffd"],
  ["xz", "fd377a58"],
  ["bzip2", "425a68"],
  ["zip", "504b0304"],
  ["lz4", "04224d18"],
];

const compressionOf = (block: Buffer): string | undefined =>
  magics.find(([, hex]) => block.toString("hex", 0, hex.length / 2) === hex)?.[0];

function parseManifest(path: string, text: Buffer): BundleManifest {
  let value: unknown;
  try {
    value = JSON.parse(text.toString("utf8"));
  } catch {
    throw manifestWrong(path, ["it is no JSON"]);
  }
  const findings = manifestFindings(value);
  if (findings.length > 0) throw manifestWrong(path, findings);
  return value as BundleManifest;
}

function requireSerial(
  path: string,
  { manifest: { channel, serial }, manifestText }: Pick<Bundle, "manifest" | "manifestText">,
  { last, allowRollback = false }: OpenBundleOptions,
): void {
  if (!last || allowRollback || (last.channel === channel && serial > last.serial)) return;
  if (createHash("sha256").update(manifestText).digest("hex") === last.manifest) return;
  throw serialOld(path, { has: `${channel} ${serial}`, last: `${last.channel} ${last.serial}` });
}

async function sizeOf(path: string, file: FileHandle): Promise<number> {
  const stats = await file.stat();
  if (!stats.isFile()) throw notABundle(path, "it is no regular file");
  return stats.size;
}

/** The manifest tells the size of the archive to the byte: what is missing or hangs on is seen before anything is read. */
function requireSize(path: string, known: { manifest: BundleManifest; heads: number[]; size: number }): void {
  const sizes = [...known.heads, ...known.manifest.members.map(({ size }) => size)];
  const wanted = sizes.reduce((sum, size) => sum + spaceOf(size), ENDING);
  if (known.size < wanted) throw bundleDamaged(path, `${wanted - known.size} bytes are missing at its end`);
  if (known.size > wanted) throw bundleDamaged(path, `${known.size - wanted} bytes follow after its end`);
}

/**
 * 2.2 times the content: it lies once in the store, once more in the image registry (which keeps blobs of its own), and
 * metadata takes a tenth of each.
 */
async function requireSpace({ totals }: BundleManifest, space: OpenBundleOptions["space"]): Promise<void> {
  if (!space) return;
  const { bavail, bsize } = await statfs(space.folder);
  const free = bavail * bsize;
  const needed = Math.ceil(totals.bytes * SPACE_FACTOR) - (space.staged ?? 0);
  if (free < needed) throw littleSpaceForBundle(space.folder, { free, needed });
}

async function requireBase(path: string, { base }: BundleManifest, hasPart: OpenBundleOptions["hasPart"]) {
  if (!base || !hasPart) return;
  const missing: BundleMember[] = [];
  for (const member of base.members) if (!(await hasPart(member))) missing.push(member);
  if (missing.length > 0) throw baseMissing(path, missing);
}

async function* contents(
  path: string,
  reader: ArchiveReader,
  members: readonly BundleMember[],
): AsyncGenerator<BundleContent, void> {
  for (const member of members) {
    await requireHeader(path, reader, member);
    const content = checkedContent(path, reader, member);
    const use: { as?: "read" | "skipped" } = {};
    yield { member, content: whileUsed(content, use), skip: () => skipMember(reader, member, use) };
    if (use.as !== "skipped") await readRest(content);
  }
  await requireZeros(path, reader, ENDING);
}

interface Use {
  as?: "read" | "skipped";
}

/** Not `yield*`: who stops reading early must not end the check of the rest. */
async function* whileUsed(content: AsyncGenerator<Buffer, void>, use: Use): AsyncGenerator<Buffer, void> {
  if (use.as === "skipped") throw new Error("A member was read that was skipped.");
  use.as = "read";
  for (let next = await content.next(); !next.done; next = await content.next()) yield next.value;
}

function skipMember(reader: ArchiveReader, { size }: BundleMember, use: Use): void {
  if (use.as !== undefined) throw new Error("A member was skipped that was read or skipped before.");
  use.as = "skipped";
  reader.skip(size + paddingOf(size));
}

async function readRest(content: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of content);
}

async function requireHeader(path: string, reader: ArchiveReader, member: BundleMember): Promise<void> {
  const block = await reader.take(BLOCK);
  if (block.length < BLOCK) throw bundleDamaged(path, `it ends before ${member.path}`);
  if (!headerOf(member)?.equals(block)) throw bundleDamaged(path, describeHeader(block, member));
}

async function* checkedContent(
  path: string,
  reader: ArchiveReader,
  { path: name, size, sha256 }: BundleMember,
): AsyncGenerator<Buffer, void> {
  const hash = createHash("sha256");
  let seen = 0;
  for await (const part of reader.parts(size)) {
    hash.update(part);
    seen += part.length;
    yield part;
  }
  if (seen < size) throw bundleDamaged(path, `it ends in the middle of ${name}`);
  if (hash.digest("hex") !== sha256) throw bundleDamaged(path, `${name} has another content than its hash says`);
  await requireZeros(path, reader, paddingOf(size));
}
