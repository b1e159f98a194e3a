import { randomUUID } from "node:crypto";
import { access, chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { halfKeyPair } from "./errors.ts";
import { readKeyFile } from "./key-file.ts";
import { generatePrivateKey, publicKeyOf } from "./openssh-format.ts";

export interface KeyPair {
  /** Mode 0600. */
  privateKeyPath: string;
  publicKeyPath: string;
  /** One line, as it stands in `authorized_keys`, without newline. */
  publicKey: string;
}

/**
 * The cluster's ed25519 key pair `<directory>/<name>` and `<name>.pub`, made at the first call and never
 * overwritten. The directory gets mode 0700. Throws `half-key-pair` where the private half is lost.
 */
export async function ensureKeyPair(directory: string, name: string): Promise<KeyPair> {
  const privateKeyPath = join(directory, name);
  const publicKeyPath = `${privateKeyPath}.pub`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const [hasPrivate, hasPublic] = [await exists(privateKeyPath), await exists(publicKeyPath)];
  if (hasPublic && !hasPrivate) throw halfKeyPair(publicKeyPath, privateKeyPath);
  if (!hasPrivate) await createWhole(privateKeyPath, generatePrivateKey(name));
  if (!hasPublic) await createWhole(publicKeyPath, `${publicKeyOf(await readKeyFile(privateKeyPath))}\n`);
  return { privateKeyPath, publicKeyPath, publicKey: (await readFile(publicKeyPath, "utf8")).trim() };
}

/** A kill at any moment leaves the whole file or none, and a file that is there stays: `link` never replaces. */
async function createWhole(path: string, content: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600, flag: "wx", flush: true });
  try {
    await link(draft, path);
  } finally {
    await rm(draft);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
