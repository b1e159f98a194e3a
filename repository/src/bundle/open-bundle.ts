import { type FileHandle, open } from "node:fs/promises";
import { archiveReader } from "./archive/archive-reader.ts";
import { firstMember } from "./archive/first-member.ts";
import { type BundleContent, readMembers } from "./archive/read-members.ts";
import type { BundleManifest, BundleMember } from "./bundle-manifest.ts";
import { manifestFindings } from "./check-manifest.ts";
import { hashOf, requireBase, requireSerial, requireSize, requireSpace, requireUnexpired } from "./conditions.ts";
import { bundleMissing, manifestWrong, notABundle } from "./errors.ts";
import { type Signer, verifySignature } from "./signing/signature.ts";

export type { BundleContent } from "./archive/read-members.ts";

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
  /** Refuse one whose time is over at this moment; for looking at a bundle it is only told. */
  now?: Date;
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
  requireUnexpired(path, manifest, options.now);
  requireSerial(path, { ...manifest, manifest: hashOf(manifestText) }, options);
  requireSize(path, { manifest, heads: [manifestText.length, signature.length], size: await sizeOf(path, file) });
  await requireSpace(manifest, options.space);
  await requireBase(path, manifest, options.hasPart);
  const members = () => readMembers(path, reader, manifest.members);
  return { path, manifest, manifestText, signature, signer, members, close: () => file.close() };
}

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

async function sizeOf(path: string, file: FileHandle): Promise<number> {
  const stats = await file.stat();
  if (!stats.isFile()) throw notABundle(path, "it is no regular file");
  return stats.size;
}
