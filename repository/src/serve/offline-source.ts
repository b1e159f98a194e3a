import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BundleContent } from "../bundle/open-bundle.ts";
import { openBundle } from "../bundle/open-bundle.ts";
import { bundleProgress } from "../bundle/progress.ts";
import { trustedSigners } from "../bundle/signing/trusted-signers.ts";
import { unpackBundle } from "../bundle/unpack-bundle.ts";
import { offlineMissing } from "../errors.ts";
import type { Lock } from "../lock/lock.ts";
import { parseLock, readLock } from "../lock/read-lock.ts";
import type { RepositoryRun } from "../repository-run.ts";

/** The lock of what everything comes from: a downloaded folder, or a bundle that somebody trusted has signed. */
export async function offlineLock(repository: RepositoryRun, offline: string): Promise<{ file: string; lock: Lock }> {
  const path = pathOf(repository, offline);
  if (isBundle(path)) return { file: path, lock: await lockInBundle(repository, path) };
  const file = join(path, "lock.json");
  return { file, lock: await readLock(file) };
}

/**
 * A folder with the content. A bundle is unpacked into the build folder, every byte of it verified, and stays there: a later
 * difference takes from it what it does not carry itself.
 */
export async function offlineFolder(repository: RepositoryRun, offline: string): Promise<string> {
  const path = pathOf(repository, offline);
  if (!isBundle(path)) return path;
  const { run } = repository;
  const folder = join(run.folder.root, "offline");
  await unpackBundle(path, folder, {
    allowedSigners: await signersOf(repository),
    checkInterrupted: () => run.checkInterrupted(),
    progress: bundleProgress(run.events, "importing"),
  });
  return folder;
}

const pathOf = ({ run }: RepositoryRun, offline: string): string => resolve(run.workspace.settings.cwd, offline);

function isBundle(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw offlineMissing(path);
  return found.isFile();
}

/** The build folder's own key counts although `-b` was not given. */
const signersOf = ({ run, signers }: RepositoryRun): Promise<string> =>
  trustedSigners({ ...run.workspace.settings, build: run.folder.root }, signers);

async function lockInBundle(repository: RepositoryRun, path: string): Promise<Lock> {
  const bundle = await openBundle(path, { allowedSigners: await signersOf(repository) });
  try {
    for await (const one of bundle.members()) if (one.member.kind === "lock") return await parsed(path, one);
  } finally {
    await bundle.close();
  }
  throw offlineMissing(path);
}

async function parsed(path: string, { content }: BundleContent): Promise<Lock> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return parseLock(`${path}:lock.json`, Buffer.concat(chunks).toString("utf8"));
}
