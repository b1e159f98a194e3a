import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "@lambdastack/core";
import { bundleUnsigned, noSigners, signatureWrong, signerUnknown, signingFailed } from "../errors.ts";

/** What OpenSSH binds into a signature, so that one made for something else is none here. */
export const NAMESPACE = "lambdastack-bundle";

export interface Signer {
  /** `SHA256:…` */
  fingerprint: string;
  /** As in `authorized_keys`: type and base64. */
  key: string;
  /** Name by which it is trusted here; missing where nobody was named. */
  principal?: string;
}

/** The text of an OpenSSH signature. With ed25519 and RSA the same text gives the same signature. */
export async function signText(text: Buffer, key: string): Promise<Buffer> {
  const { status, stdout, stderr } = await keygen(["-Y", "sign", "-n", NAMESPACE, "-f", key], text);
  if (status !== 0) throw signingFailed(key, stderr.trim());
  return Buffer.from(stdout);
}

export interface SignedText {
  /** Of the bundle, for messages. */
  path: string;
  text: Buffer;
  signature: Buffer;
}

/**
 * Whose signature it is, right for the text. With allowed signers (text of an OpenSSH `allowed_signers` file) it must be one
 * of them. Throws, refused, `bundle-unsigned`, `bundle-signature-wrong`, `bundle-signers-missing`, `bundle-signer-unknown`.
 */
export async function verifySignature(signed: SignedText, allowed: string | undefined): Promise<Signer> {
  if (signed.signature.length === 0) throw bundleUnsigned(signed.path);
  if (allowed?.trim() === "") throw noSigners(signed.path);
  const folder = await mkdtemp(join(tmpdir(), "lambdastack-signature-"));
  try {
    const file = join(folder, "signature");
    await writeFile(file, signed.signature);
    const signer = await signerOf(signed, file);
    if (allowed === undefined) return signer;
    const allowedFile = join(folder, "signers");
    await writeFile(allowedFile, allowed.endsWith("\n") ? allowed : `${allowed}\n`);
    return await requireAllowed(signed, signer, { file, allowedFile });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function signerOf({ path, text, signature }: SignedText, file: string): Promise<Signer> {
  const { status, stdout, stderr } = await keygen(["-Y", "check-novalidate", "-n", NAMESPACE, "-s", file], text);
  const fingerprint = /SHA256:[A-Za-z0-9+/]+/.exec(stdout)?.[0];
  const key = signingKey(signature);
  if (status !== 0 || fingerprint === undefined || key === undefined)
    throw signatureWrong(path, (stderr || stdout).trim() || `ssh-keygen ended with ${status}`);
  return { fingerprint, key };
}

interface Files {
  file: string;
  allowedFile: string;
}

async function requireAllowed(signed: SignedText, signer: Signer, { file, allowedFile }: Files): Promise<Signer> {
  const found = await keygen(["-Y", "find-principals", "-s", file, "-f", allowedFile]);
  const principal = found.stdout.split("\n")[0]?.split(",")[0];
  if (found.status !== 0 || !principal) throw signerUnknown(signed.path, signer);
  const verify = ["-Y", "verify", "-n", NAMESPACE, "-s", file, "-f", allowedFile, "-I", principal];
  const { status } = await keygen(verify, signed.text);
  if (status !== 0) throw signerUnknown(signed.path, signer);
  return { ...signer, principal };
}

/** PROTOCOL.sshsig: `SSHSIG`, version (4 bytes), then the public key with its length before it. */
function signingKey(armoured: Buffer): string | undefined {
  const blob = Buffer.from(armoured.toString("latin1").replace(/-----[^-]+-----|\s/g, ""), "base64");
  // one signature has one text, so that no byte of a bundle can change unseen
  if (!armour(blob).equals(armoured) || blob.toString("latin1", 0, 6) !== "SSHSIG") return undefined;
  const key = lengthPrefixed(blob, 10);
  const type = lengthPrefixed(key, 0).toString("latin1");
  return /^[\x21-\x7e]+$/.test(type) ? `${type} ${key.toString("base64")}` : undefined;
}

function lengthPrefixed(bytes: Buffer, place: number): Buffer {
  if (bytes.length < place + 4) return Buffer.alloc(0);
  return bytes.subarray(place + 4, place + 4 + bytes.readUInt32BE(place));
}

function armour(blob: Buffer): Buffer {
  const lines = blob.toString("base64").match(/.{1,70}/g) ?? [];
  return Buffer.from(["-----BEGIN SSH SIGNATURE-----", ...lines, "-----END SSH SIGNATURE-----", ""].join("\n"));
}

const keygen = (args: readonly string[], input?: Buffer) =>
  execute({ command: "ssh-keygen", arguments: args, timeLimit: 60, ...(input && { input }) });
