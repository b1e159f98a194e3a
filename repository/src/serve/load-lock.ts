import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { architectureOf, type OperatingSystem, systemOf, writeFileAtomic } from "@lambdastack/core";
import { staleLock } from "../errors.ts";
import { checkLock } from "../lock/check-lock.ts";
import type { Lock } from "../lock/lock.ts";
import { lockRequirements } from "../lock/lock-requirements.ts";
import { lockText } from "../lock/lock-text.ts";
import { readLock } from "../lock/read-lock.ts";
import { runOnMachine } from "../machines/run-on-machine.ts";
import type { RepositoryRun } from "../repository-run.ts";
import { lockFileName, lockFileOf } from "../selection/open-selection.ts";
import { type Requirer, selectRequirements } from "../selection/select-requirements.ts";
import { type OfflineLock, offlineLock } from "./offline-source.ts";
import { upstreamsOf } from "./release-content.ts";

/**
 * The lock that a release is made of: that of the folder that everything comes from, that beside the documents, or the one in the
 * build folder, which is ours and is made anew when the roles ask for something else. Undefined: it is to be made.
 */
export async function loadLock(repository: RepositoryRun): Promise<void> {
  const found = await presentLock(repository);
  if (!found) return;
  const { file, lock, isOurs, bundle } = found;
  if (bundle) repository.bundle = bundle;
  const selection = selected(repository);
  const reasons = checkLock({ lock: narrowed(lock, selection.requirers), ...selection });
  if (reasons.length === 0) repository.lock = lock;
  else if (!isOurs) throw staleLock(file, reasons);
}

/** Resolves versions on the machine that serves, which has the internet that this computer may lack. */
export async function resolveLock(repository: RepositoryRun, server: string): Promise<void> {
  const { run, machines } = repository;
  const reached = { run, machines: machines.map(({ machine }) => machine) };
  const { host } = run.workspace;
  const options = { ...selected(repository), host, roles: rolesOf(repository), mirrors: [] };
  const { lock } = await lockRequirements({ ...options, run: runOnMachine(reached, server) });
  await writeFileAtomic(ownLockFile(repository), lockText(lock));
  repository.lock = lock;
}

/** Where nothing of ours is served, requirements alone say which registries a mirror stands in for. */
export const requiredUpstreams = (repository: RepositoryRun): string[] =>
  upstreamsOf(selected(repository).requirers.flatMap(({ requirements }) => requirements.images ?? []));

/** More than the cluster needs, such as what a role needed that left it, is no reason to make another release. */
function narrowed(lock: Lock, requirers: readonly Requirer[]): Lock {
  const names = new Set(requirers.map(({ name }) => name));
  const requirements = Object.entries(lock.requirements).filter(([name]) => names.has(name));
  return { ...lock, requirements: Object.fromEntries(requirements) };
}

/** What is served is what later commands without a folder, a bundle or documents go by. */
export async function keepLock(repository: RepositoryRun, lock: Lock): Promise<void> {
  const file = ownLockFile(repository);
  const text = lockText(lock);
  if (!existsSync(file) || (await readFile(file, "utf8")) !== text) await writeFileAtomic(file, text);
}

async function presentLock(repository: RepositoryRun): Promise<(OfflineLock & { isOurs: boolean }) | undefined> {
  const { offline } = repository;
  if (offline !== undefined) return { ...(await offlineLock(repository, offline)), isOurs: false };
  const { file, isOurs } = lockPlace(repository);
  return existsSync(file) ? { file, lock: await readLock(file), isOurs } : undefined;
}

function lockPlace(repository: RepositoryRun): { file: string; isOurs: boolean } {
  const { lockFile, files = [], run } = repository;
  const given = lockFileOf(run.workspace.settings, { files, ...(lockFile !== undefined && { lockFile }) });
  if (lockFile !== undefined || (files.length > 0 && existsSync(given))) return { file: given, isOurs: false };
  return { file: ownLockFile(repository), isOurs: true };
}

const ownLockFile = ({ run }: RepositoryRun): string => join(run.folder.root, lockFileName);

function selected(repository: RepositoryRun) {
  const systems = operatingSystems(repository);
  const names = [...new Set(systems.map(systemOf))].sort();
  const architectures = [...new Set(systems.map(({ architecture }) => architectureOf(architecture)))].sort();
  const { host } = repository.run.workspace;
  const { requirers } = selectRequirements({ host, roles: rolesOf(repository), systems: names });
  return { requirers, systems: names, architectures };
}

const operatingSystems = ({ run, machines }: RepositoryRun): OperatingSystem[] =>
  machines.flatMap(({ machine, os }) => run.facts.get(machine.name)?.facts.os ?? machine.os ?? os ?? []);

const rolesOf = ({ run }: RepositoryRun): string[] =>
  [...new Set(Object.values(run.workspace.componentRoles).flat())].sort();
