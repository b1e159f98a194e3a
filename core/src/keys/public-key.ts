import { createHash } from "node:crypto";
import { notAPublicKey } from "./errors.ts";

/** A public key as it stands in `.pub`, `authorized_keys` and `known_hosts`. */
export interface PublicKey {
  /** Such as `ssh-ed25519`. */
  type: string;
  /** The wire form, which begins with the type again. */
  blob: Buffer;
}

/** Reads `<type> <base64> [comment]`. Throws `not-a-public-key`. */
export function parsePublicKey(text: string): PublicKey {
  const [type = "", base64 = ""] = text.trim().split(/\s+/);
  const blob = Buffer.from(base64, "base64");
  if (type === "" || keyType(blob) !== type) throw notAPublicKey(text);
  return { type, blob };
}

/** The type that a key's wire form names (RFC 4253, 6.6); undefined where it is none. */
export function keyType(blob: Buffer): string | undefined {
  if (blob.length < 4) return undefined;
  const length = blob.readUInt32BE(0);
  return length > 0 && blob.length > 4 + length ? blob.toString("latin1", 4, 4 + length) : undefined;
}

/** `<type> <base64>` of a key's wire form. Throws `not-a-public-key`. */
export function formatPublicKey(blob: Buffer): string {
  const type = keyType(blob);
  if (type === undefined) throw notAPublicKey(blob.toString("base64"));
  return `${type} ${blob.toString("base64")}`;
}

/** `SHA256:…` as `ssh-keygen -l` prints it. Throws `not-a-public-key`. */
export function fingerprint(publicKey: string): string {
  const digest = createHash("sha256").update(parsePublicKey(publicKey).blob).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}
