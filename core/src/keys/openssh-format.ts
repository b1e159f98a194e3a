import { generateKeyPairSync, randomBytes } from "node:crypto";

const type = "ssh-ed25519";
const blockSize = 8;

const magic = "openssh-key-v1\0";

/** An ed25519 key pair in the files' own forms. */
export interface KeyPairText {
  privateKey: string;
  publicKey: string;
}

export function generateKeyPairText(comment: string): KeyPairText {
  const privateKey = generatePrivateKey(comment);
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}

/** Makes an ed25519 key in the form of `ssh-keygen` (PROTOCOL.key of OpenSSH), unencrypted. */
export function generatePrivateKey(comment: string): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  const { d = "", x = "" } = privateKey.export({ format: "jwk" });
  const publicPart = Buffer.from(x, "base64url");
  const blob = Buffer.concat([field(type), field(publicPart)]);
  const secret = Buffer.concat([Buffer.from(d, "base64url"), publicPart]);
  return armour(privateKeyFile(blob, publicPart, field(secret), comment));
}

/** The line for `authorized_keys`, with the comment, of a key that `generatePrivateKey` made. */
export function publicKeyOf(privateKey: string): string {
  const file = Buffer.from(privateKey.replace(/-----[^-]+-----|\s/g, ""), "base64");
  const [, , , rest = file] = split(file.subarray(magic.length), 3);
  const [blob = file, keys = file] = split(rest.subarray(4), 2);
  const [, , , comment = file] = split(keys.subarray(8), 4);
  return `${type} ${blob.toString("base64")} ${comment.toString("utf8")}`;
}

function privateKeyFile(blob: Buffer, publicPart: Buffer, secretField: Buffer, comment: string): Buffer {
  const check = randomBytes(4);
  const keys = Buffer.concat([check, check, field(type), field(publicPart), secretField, field(comment)]);
  return Buffer.concat([
    Buffer.from(magic),
    field("none"),
    field("none"),
    field(""),
    Buffer.from([0, 0, 0, 1]),
    field(blob),
    field(padded(keys)),
  ]);
}

function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Undoes `field` for the first fields of a file; the rest comes last. */
function split(bytes: Buffer, count: number): Buffer[] {
  if (count === 0) return [bytes];
  const end = 4 + bytes.readUInt32BE(0);
  return [bytes.subarray(4, end), ...split(bytes.subarray(end), count - 1)];
}

function padded(keys: Buffer): Buffer {
  const missing = (blockSize - (keys.length % blockSize)) % blockSize;
  return Buffer.concat([keys, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}

function armour(file: Buffer): string {
  const lines = file.toString("base64").match(/.{1,70}/g) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n");
}
