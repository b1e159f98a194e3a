import { generateKeyPairSync, randomBytes } from "node:crypto";

const type = "ssh-ed25519";
const blockSize = 8;

/** An ed25519 key pair in the files' own forms. */
export interface KeyPairText {
  privateKey: string;
  publicKey: string;
}

/** Makes an ed25519 key pair in the form of `ssh-keygen` (PROTOCOL.key of OpenSSH), unencrypted. */
export function generateKeyPairText(comment: string): KeyPairText {
  const { privateKey } = generateKeyPairSync("ed25519");
  const { d = "", x = "" } = privateKey.export({ format: "jwk" });
  const publicPart = Buffer.from(x, "base64url");
  const blob = Buffer.concat([field(type), field(publicPart)]);
  const secret = Buffer.concat([Buffer.from(d, "base64url"), publicPart]);
  return {
    privateKey: armour(privateKeyFile(blob, publicPart, field(secret), comment)),
    publicKey: `${type} ${blob.toString("base64")} ${comment}\n`,
  };
}

function privateKeyFile(blob: Buffer, publicPart: Buffer, secretField: Buffer, comment: string): Buffer {
  const check = randomBytes(4);
  const keys = Buffer.concat([check, check, field(type), field(publicPart), secretField, field(comment)]);
  return Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
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

function padded(keys: Buffer): Buffer {
  const missing = (blockSize - (keys.length % blockSize)) % blockSize;
  return Buffer.concat([keys, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}

function armour(file: Buffer): string {
  const lines = file.toString("base64").match(/.{1,70}/g) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n");
}
