import { type Host, throwProblems } from "@lambdastack/core";
import { notInLock } from "../errors.ts";
import { imageRows, resolveImages } from "../images/resolve-images.ts";
import type { MachineStatus } from "../machines/package-statuses.ts";
import { osFamilyOf } from "../os-families.ts";
import { packageRequest } from "../resolve/package-request.ts";
import { type RunScript, resolvePackages } from "../resolve/resolve-packages.ts";
import { type Requirer, selectRequirements } from "../selection/select-requirements.ts";
import type { Lock, LockedPackage } from "./lock.ts";
import { makeLock } from "./make-lock.ts";

export interface LockOptions {
  host: Host;
  /** Names of roles; all that are installed when missing. */
  roles?: readonly string[] | undefined;
  /** Names of modules in containers; none when missing. */
  modules?: readonly string[] | undefined;
  systems: readonly string[];
  architectures: readonly string[];
  mirrors: readonly string[];
  /** Where packages are resolved. */
  run: RunScript;
  /** What the machines have; they are taken to be empty when missing. */
  statuses?: readonly MachineStatus[] | undefined;
  /** Only these packages and what they newly need may differ from an earlier lock. */
  update?: { lock: Lock; file: string; names: readonly string[] } | undefined;
}

export interface Locked {
  lock: Lock;
  /** Roles without requirements, where none were selected by name. */
  silent: readonly string[];
}

/** Resolves what the roles require to exact versions, sizes and hashes. */
export async function lockRequirements(options: LockOptions): Promise<Locked> {
  const { systems, architectures, statuses, update } = options;
  if (update) requireLocked(update);
  const { requirers, silent } = selectRequirements(options);
  const packages: Record<string, LockedPackage[]> = {};
  for (const system of systems) packages[system] = await packagesOf(system, requirers, options);
  const images = await resolveImages(imageRows(requirers, architectures), options.run);
  const profile = statuses ? "machines" : "empty";
  return { lock: makeLock({ requirers, architectures, profile, packages, images }), silent };
}

async function packagesOf(
  system: string,
  requirers: readonly Requirer[],
  options: LockOptions,
): Promise<LockedPackage[]> {
  const { architectures, mirrors, run, statuses, update } = options;
  const { resolve } = osFamilyOf(system).family;
  const request = packageRequest({ requirers, system, architectures, mirrors, statuses, pins: [] });
  const newest = () => resolvePackages(resolve, request, run);
  const before = update?.lock.systems[system]?.packages;
  if (!update || !before) return newest();
  const pinned = (free: readonly string[]) =>
    resolvePackages(resolve, { ...request, pins: before.filter(({ name }) => !free.includes(name)) }, run);
  try {
    return await pinned(update.names);
  } catch {
    // the new version needs newer versions of others
    return pinned([...closure(await newest(), update.names)]);
  }
}

function requireLocked({ lock, file, names }: NonNullable<LockOptions["update"]>): void {
  const known = new Set(Object.values(lock.systems).flatMap(({ packages }) => packages.map(({ name }) => name)));
  const unknown = names.filter((name) => !known.has(name));
  throwProblems(unknown.length > 0 ? [notInLock(unknown, file)] : [], String);
}

/** Packages and everything that they pull. */
function closure(packages: readonly LockedPackage[], names: readonly string[]): Set<string> {
  const found = new Set(names);
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const { name, pulledBy } of packages) if (pulledBy.some((puller) => found.has(puller))) found.add(name);
  }
  return found;
}
