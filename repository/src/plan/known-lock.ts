import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { architectureOf, systemOf } from "@lambdastack/core";
import { offlineIncomplete } from "../errors.ts";
import { checkLock } from "../lock/check-lock.ts";
import type { Lock } from "../lock/lock.ts";
import { readLock } from "../lock/read-lock.ts";
import type { RepositoryRun } from "../repository-run.ts";
import { lockFileOf } from "../selection/open-selection.ts";
import { type Requirer, selectRequirements } from "../selection/select-requirements.ts";

/** What the cluster's machines need, and what is known of it before anything is asked of the network. */
export interface Needs {
  requirers: readonly Requirer[];
  systems: readonly string[];
  architectures: readonly string[];
  /** Missing: versions are still to be resolved, because of `reasons`. */
  lock?: Lock;
  reasons: readonly string[];
}

/** Throws `offline-incomplete` (refused) where a downloaded folder is not what the cluster needs. */
export async function needsOf(repository: RepositoryRun): Promise<Needs> {
  const { run, offline, machines } = repository;
  const { host, componentRoles, settings } = run.workspace;
  const systemsFound = machines.flatMap(
    ({ machine, os }) => run.facts.get(machine.name)?.facts.os ?? os ?? machine.os ?? [],
  );
  const systems = unique(systemsFound.map(systemOf));
  const architectures = unique(systemsFound.map(({ architecture }) => architectureOf(architecture)));
  const roles = unique(Object.values(componentRoles).flat());
  const { requirers } = selectRequirements({ host, roles, systems });
  const needs = { requirers, systems, architectures };
  const file = lockFile(repository);
  if (file === undefined) return { ...needs, reasons: ["nothing was resolved yet"] };
  const lock = await readLock(file);
  const reasons = checkLock({ lock, ...needs });
  if (offline !== undefined && reasons.length > 0) throw offlineIncomplete(resolve(settings.cwd, offline), reasons);
  return reasons.length > 0 ? { ...needs, reasons } : { ...needs, lock, reasons };
}

/** That of the downloaded folder; else the user's own beside the documents; else the one of the last apply. */
function lockFile({ run, offline, files = [] }: RepositoryRun): string | undefined {
  const { settings, folder } = run.workspace;
  if (offline !== undefined) return join(resolve(settings.cwd, offline), "lock.json");
  const beside = files.length > 0 ? [lockFileOf(settings, { files })] : [];
  return [...beside, folder.repositoryLock].find((file) => existsSync(file));
}

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
