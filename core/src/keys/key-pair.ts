import { randomUUID } from "node:crypto";
import { access, chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { halfKeyPair } from "./errors.ts";
import { generateKeyPairText } from "./openssh-format.ts";

export interface KeyPair {
  /** Mode 0600. */
  privateKeyPath: string;
  publicKeyPath: string;
  /** One line, as it stands in `authorized_keys`, without newline. */
  publicKey: string;
}

/**
 * The cluster's ed25519 key pair `<directory>/<name>` and `<name>.pub`, made at the first call and never
 * overwritten. The directory gets mode 0700. Throws `half-key-pair` where only one of the two files is there.
 */
export async function ensureKeyPair(directory: string, name: string): Promise<KeyPair> {
  const privateKeyPath = join(directory, name);
  const publicKeyPath = `${privateKeyPath}.pub`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  if (!(await exists(publicKeyPath))) await createKeyPair(privateKeyPath, publicKeyPath, name);
  if (!(await exists(privateKeyPath))) throw halfKeyPair(publicKeyPath, privateKeyPath);
  return { privateKeyPath, publicKeyPath, publicKey: (await readFile(publicKeyPath, "utf8")).trim() };
}

async function createKeyPair(privateKeyPath: string, publicKeyPath: string, name: string): Promise<void> {
  if (await exists(privateKeyPath)) throw halfKeyPair(privateKeyPath, publicKeyPath);
  const text = generateKeyPairText(name);
  await createWhole(privateKeyPath, text.privateKey);
  await createWhole(publicKeyPath, text.publicKey);
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
