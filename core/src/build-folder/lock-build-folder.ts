import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { getuid, kill, pid } from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import type { BuildFolder } from "./build-folder.ts";
import { flockMissing, folderLocked, lockFailed } from "./errors.ts";
import { UNFINISHED, writeFileAtomic } from "./write-file-atomic.ts";

/** `lock.json`: for people and messages only; it proves nothing. */
export interface LockHolder {
  pid: number;
  command: string;
  run?: string;
  user: string;
  hostname: string;
  /** ISO 8601, UTC. */
  since: string;
}

export interface Lock {
  /** Frees the folder for others. Safe to call twice. */
  release(): Promise<void>;
}

export interface LockPurpose {
  /** What the user typed, without values, such as `lambdastack apply`. */
  command: string;
  run?: string;
}

const HELD_BY_ANOTHER = 75;
/** A holder writes its name right after it got the lock; longer is not waited for it. */
const NAME_PATIENCE = 500;

/**
 * Keeps every other run out of the folder until released or until this program ends in whatever way: a child `flock`
 * holds the lock for as long as its standard input is open, which the kernel closes with us.
 * Throws `build-folder-locked` and `flock-missing` (refused) and `lock-failed`.
 */
export async function lockBuildFolder(folder: BuildFolder, purpose: LockPurpose): Promise<Lock> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  await (await open(folder.lockFile, "a", 0o600)).close();
  const child = await startHolder(folder.lockFile, () => folderLockedBy(folder));
  const release = releaseOnce(child, () => rm(folder.lock, { force: true }));
  try {
    await writeFileAtomic(folder.lock, `${JSON.stringify(describeUs(purpose), undefined, 2)}\n`);
    await removeUnfinished(folder);
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

/**
 * Keeps every other program out of a file or folder that is there, which may be renamed meanwhile: the lock stays with it.
 * Throws what `busy` makes, and `flock-missing` (refused) and `lock-failed`.
 */
export async function lockPath(path: string, busy: () => Error): Promise<Lock> {
  const child = await startHolder(path, async () => busy());
  return { release: releaseOnce(child, async () => undefined) };
}

/**
 * Detached: in a process group and session of its own, Ctrl-C on the terminal does not reach it, so the lock lasts
 * until our own clean end. Unreferenced: it does not keep this program alive.
 */
async function startHolder(path: string, busy: () => Promise<Error>): Promise<ChildProcess> {
  const script = "echo locked && exec cat > /dev/null";
  const child = spawn("flock", ["-n", "-E", String(HELD_BY_ANOTHER), path, "sh", "-c", script], {
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    cwd: "/",
  });
  const outcome = await firstWord(child);
  if (outcome !== "locked") throw await refusal(path, outcome, busy);
  for (const stream of [child.stdout, child.stderr]) stream.destroy();
  (child.stdin as unknown as Socket).unref();
  child.unref();
  return child;
}

type Outcome = "locked" | { missing: Error } | { status: number | null; stderr: string };

function firstWord(child: ChildProcess): Promise<Outcome> {
  return new Promise((settle) => {
    let stderr = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdout?.once("data", () => settle("locked"));
    child.once("error", (error) => settle({ missing: error }));
    child.once("close", (status) => settle({ status, stderr: stderr.trim() }));
  });
}

async function refusal(path: string, outcome: Exclude<Outcome, "locked">, busy: () => Promise<Error>): Promise<Error> {
  if ("missing" in outcome) return flockMissing(outcome.missing);
  if (outcome.status === HELD_BY_ANOTHER) return busy();
  return lockFailed(path, outcome.stderr || `flock ended with ${outcome.status}`);
}

async function folderLockedBy(folder: BuildFolder): Promise<Error> {
  return folderLocked(folder.root, await readHolder(folder));
}

async function readHolder(folder: BuildFolder): Promise<LockHolder | undefined> {
  for (let waited = 0; ; waited += 50) {
    const holder = await readLock(folder);
    if (holder && couldHold(holder)) return holder;
    if (waited >= NAME_PATIENCE) return undefined;
    await wait(50);
  }
}

async function readLock(folder: BuildFolder): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(folder.lock, "utf8")) as LockHolder;
  } catch {
    return undefined;
  }
}

/** A name left by a killed program must not be blamed; of other computers nothing can be known. */
function couldHold(holder: LockHolder): boolean {
  if (holder.hostname !== hostname()) return true;
  try {
    return kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function releaseOnce(child: ChildProcess, before: () => Promise<void>): () => Promise<void> {
  let released: Promise<void> | undefined;
  const release = async () => {
    await before();
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const ended = once(child, "exit");
    child.stdin?.destroy();
    await ended;
  };
  return () => {
    released ??= release();
    return released;
  };
}

function describeUs({ command, run }: LockPurpose): LockHolder {
  const since = new Date().toISOString();
  return { pid, command, ...(run === undefined ? {} : { run }), user: userName(), hostname: hostname(), since };
}

/** A container may run under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(getuid?.() ?? "unknown");
  }
}

/** A folder opened without `create` may lack parts: nothing to remove there. A folder that a bundle was unpacked into is gone on with. */
async function removeUnfinished(folder: BuildFolder): Promise<void> {
  for (const directory of [folder.root, folder.states, folder.applied, folder.secrets]) {
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    for (const entry of entries)
      if (entry.isFile() && entry.name.endsWith(UNFINISHED)) await rm(join(directory, entry.name), { force: true });
  }
}
