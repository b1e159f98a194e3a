import { readFile, stat } from "node:fs/promises";
import { keyFileEncrypted, keyFileMissing, keyFileTooOpen, keyFileUnreadable, notAPrivateKey } from "./errors.ts";

const opensshMagic = "openssh-key-v1\0";

/**
 * The text of a private key that can be used without anybody typing anything. Throws `key-file-missing`,
 * `key-file-unreadable`, `key-file-too-open`, `key-file-encrypted` or `not-a-private-key`.
 */
export async function readKeyFile(path: string): Promise<string> {
  const mode = (await stat(path).catch(refuse(path))).mode & 0o7777;
  if ((mode & 0o077) !== 0) throw keyFileTooOpen(path, mode);
  const text = await readFile(path, "utf8").catch(refuse(path));
  if (!/^-----BEGIN [A-Z ]*PRIVATE KEY-----/m.test(text)) throw notAPrivateKey(path);
  if (isEncrypted(text)) throw keyFileEncrypted(path);
  return text;
}

/** Says early, with the remedy, what would stop `readKeyFile`. Throws the same errors. */
export async function checkKeyFile(path: string): Promise<void> {
  await readKeyFile(path);
}

function refuse(path: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw error.code === "ENOENT" ? keyFileMissing(path) : keyFileUnreadable(path, error);
  };
}

function isEncrypted(text: string): boolean {
  if (/ENCRYPTED/.test(text)) return true;
  if (!text.includes("BEGIN OPENSSH PRIVATE KEY")) return false;
  const file = Buffer.from(text.replace(/-----[^-]+-----|\s/g, ""), "base64").toString("latin1");
  const cipher = file.slice(opensshMagic.length + 4, opensshMagic.length + 8);
  return file.startsWith(opensshMagic) && cipher !== "none";
}
