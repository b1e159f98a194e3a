import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ensureKeyPair } from "@lambdastack/core";
import { run } from "../computer/run.ts";
import type { Disk } from "./disk.ts";
import { plainHosts } from "./hosts-file.ts";
import { readInside, writeInside } from "./inside.ts";
import { bringUpToDate, type NetworkFiles } from "./network-files.ts";
import { resolverFile } from "./resolver-file.ts";

export interface Identity extends NetworkFiles {
  cluster: string;
  name: string;
  hostname: string;
  /** The user of the cluster document that the controller logs in as. */
  adminUser: string;
  /** One line in the form of authorized_keys. */
  publicKey: string;
}

/** Makes a fresh disk, mounted at its root, this one machine, before its first boot. Answers with its public host key. */
export async function personalise(disk: Disk, identity: Identity): Promise<string> {
  const { root } = disk;
  const { hostname, resolvers } = identity;
  await writeInside({ root, path: "/etc/hostname" }, `${hostname}\n`);
  await writeInside({ root, path: "/etc/hosts" }, plainHosts);
  await writeInside({ root, path: "/etc/resolv.conf" }, resolverFile(resolvers));
  await bringUpToDate(root, identity);
  await writeInside({ root, path: "/etc/machine-id" }, `${machineId(identity)}\n`, 0o444);
  await addAdminUser(root, identity);
  return placeHostKey(disk);
}

/** Derived, so that a disk made again after an interruption is the same machine. */
function machineId({ cluster, name }: Identity): string {
  return createHash("sha256").update(`${cluster}/${name}`).digest("hex").slice(0, 32);
}

async function addAdminUser(root: string, { adminUser, publicKey }: Identity): Promise<void> {
  if (adminUser !== "root") {
    if ((await entryOf(root, "/etc/passwd", adminUser)).length === 0) await addUser(root, adminUser);
    // Unlike a locked password, this one lets the user in by key.
    await run("chroot", [root, "usermod", "--password", "*", "--", adminUser]);
    await writeInside({ root, path: "/etc/sudoers.d/90-lambdastack" }, `${adminUser} ALL=(ALL) NOPASSWD: ALL\n`, 0o440);
  }
  const { home, uid, gid } = await accountOf(root, adminUser);
  await run("install", ["-d", "-m", "0700", "-o", uid, "-g", gid, join(root, home, ".ssh")]);
  await writeInside({ root, path: `${home}/.ssh/authorized_keys` }, `${publicKey}\n`, 0o600);
  await run("chown", ["--no-dereference", `${uid}:${gid}`, join(root, home, ".ssh/authorized_keys")]);
}

/** Debian has groups of its own with names that a user may want, such as `operator`. */
async function addUser(root: string, user: string): Promise<void> {
  const hasGroup = (await entryOf(root, "/etc/group", user)).length > 0;
  const group = hasGroup ? ["--gid", user] : ["--user-group"];
  await run("chroot", [root, "useradd", "--create-home", "--shell", "/bin/bash", ...group, "--", user]);
}

async function accountOf(root: string, user: string): Promise<{ uid: string; gid: string; home: string }> {
  const [, , uid = "0", gid = "0", , home = "/root"] = await entryOf(root, "/etc/passwd", user);
  return { uid, gid, home };
}

/** Fields of a line of passwd(5) or group(5); none when the name is not there. */
async function entryOf(root: string, path: string, name: string): Promise<string[]> {
  const lines = (await readInside({ root, path })).split("\n").map((line) => line.split(":"));
  return lines.find(([first]) => first === name) ?? [];
}

/** The controller makes the key, so it can pin the machine's identity before the first connection. */
async function placeHostKey(disk: Disk): Promise<string> {
  const directory = join(disk.directory, "host-key");
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { mode: 0o700 });
  const pair = await ensureKeyPair(directory, "ssh_host_ed25519_key");
  const file = "/etc/ssh/ssh_host_ed25519_key";
  await writeInside({ root: disk.root, path: file }, await readFile(pair.privateKeyPath, "utf8"), 0o600);
  await writeInside({ root: disk.root, path: `${file}.pub` }, `${pair.publicKey}\n`);
  await rm(pair.privateKeyPath);
  return pair.publicKey;
}

/** The public host key kept beside a ready disk. */
export async function publicHostKey(disk: Disk): Promise<string> {
  return (await readFile(join(disk.directory, "host-key", "ssh_host_ed25519_key.pub"), "utf8")).trim();
}
