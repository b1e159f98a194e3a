import { statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { BundleRecord, CarriedTools } from "@lambdastack/core";
import type { BundleManifest } from "../bundle/bundle-manifest.ts";
import { hashOf, requireSerial } from "../bundle/conditions.ts";
import type { BundleContent } from "../bundle/open-bundle.ts";
import { openBundle } from "../bundle/open-bundle.ts";
import { bundleProgress } from "../bundle/progress.ts";
import { trustedSigners } from "../bundle/signing/trusted-signers.ts";
import { earlierManifest } from "../bundle/unpack/earlier-content.ts";
import { unpackBundle } from "../bundle/unpack-bundle.ts";
import { toolsFolder } from "../download/collect-tools.ts";
import { offlineMissing } from "../errors.ts";
import type { Lock } from "../lock/lock.ts";
import { parseLock, readLock } from "../lock/read-lock.ts";
import { serversOf } from "../plan/repository-plan.ts";
import type { RepositoryRun } from "../repository-run.ts";

export interface OfflineLock {
  file: string;
  lock: Lock;
  /** The bundle itself, or the one that a folder was made of; missing where the folder was downloaded. */
  bundle?: BundleRecord;
}

/**
 * The lock of what everything comes from: a downloaded folder, or a bundle that somebody trusted has signed. Refused where the
 * machine that serves has had a later bundle of the same line.
 */
export async function offlineLock(repository: RepositoryRun, offline: string): Promise<OfflineLock> {
  const path = pathOf(repository, offline);
  if (isBundle(path)) return lockInBundle(repository, path);
  const file = join(path, "lock.json");
  const earlier = await earlierManifest(path);
  const bundle = earlier && recordOf(earlier.manifest, earlier.sha256);
  if (bundle) requireLater(repository, path, bundle);
  return { file, lock: await readLock(file), ...(bundle && { bundle }) };
}

/** What came last is asked of the machine itself: any computer may have brought it. */
function requireLater(
  { run, machines, allowRollback = false }: RepositoryRun,
  path: string,
  bundle: BundleRecord,
): void {
  const server = serversOf(machines)[0]?.machine.name;
  const known = server === undefined ? undefined : run.facts.get(server)?.repository.bundles;
  const last = known?.find(({ channel }) => channel === bundle.channel);
  requireSerial(path, bundle, { allowRollback, ...(last && { last }) });
}

const recordOf = ({ channel, serial }: BundleManifest, manifest: string): BundleRecord => ({
  channel,
  serial,
  manifest,
});

/**
 * A folder with the content. A bundle is unpacked into the build folder, every byte of it verified, and stays there: a later
 * difference takes from it what it does not carry itself.
 */
export async function offlineFolder(repository: RepositoryRun, offline: string): Promise<string> {
  const path = pathOf(repository, offline);
  if (!isBundle(path)) return path;
  const { run, unpacked } = repository;
  if (unpacked !== undefined) return unpacked;
  const folder = join(run.folder.root, "offline");
  await unpackBundle(path, folder, {
    allowedSigners: await signersOf(repository),
    allowRollback: repository.allowRollback ?? false,
    checkInterrupted: () => run.checkInterrupted(),
    progress: bundleProgress(run.events, "importing"),
  });
  repository.unpacked = folder;
  return folder;
}

/** What a provider's machines are made of, from the folder or bundle that the run was given; undefined where it was given none. */
export function offlineTools(repository: RepositoryRun, provider: string): CarriedTools | undefined {
  const { offline } = repository;
  if (offline === undefined) return undefined;
  const within = toolsFolder(provider);
  return {
    async names() {
      const path = pathOf(repository, offline);
      if (isBundle(path)) return namesInBundle(repository, path, `${within}/`);
      return readdir(join(path, within)).catch(() => []);
    },
    folder: async () => join(await offlineFolder(repository, offline), within),
  };
}

async function namesInBundle(repository: RepositoryRun, path: string, within: string): Promise<string[]> {
  const opened = await openBundle(path, { allowedSigners: await signersOf(repository), now: new Date() });
  await opened.close();
  const { members, base } = opened.manifest;
  return [...members, ...(base?.members ?? [])]
    .filter((member) => member.path.startsWith(within))
    .map((member) => member.path.slice(within.length));
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

async function lockInBundle(repository: RepositoryRun, path: string): Promise<OfflineLock> {
  const opened = await openBundle(path, { allowedSigners: await signersOf(repository), now: new Date() });
  try {
    const bundle = recordOf(opened.manifest, hashOf(opened.manifestText));
    requireLater(repository, path, bundle);
    for await (const one of opened.members())
      if (one.member.kind === "lock") return { file: path, lock: await parsed(path, one), bundle };
  } finally {
    await opened.close();
  }
  throw offlineMissing(path);
}

async function parsed(path: string, { content }: BundleContent): Promise<Lock> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return parseLock(`${path}:lock.json`, Buffer.concat(chunks).toString("utf8"));
}
