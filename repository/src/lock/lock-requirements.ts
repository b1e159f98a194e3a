import type { Host } from "@lambdastack/core";
import { osFamilyOf } from "../os-families.ts";
import { type RunScript, resolvePackages } from "../resolve/resolve-packages.ts";
import { selectRequirements } from "../selection/select-requirements.ts";
import type { Lock, LockedPackage } from "./lock.ts";
import { makeLock, packageRequest } from "./make-lock.ts";

export interface LockOptions {
  host: Host;
  /** Names of roles; all that are installed when missing. */
  roles?: readonly string[] | undefined;
  systems: readonly string[];
  architectures: readonly string[];
  mirrors: readonly string[];
  /** Where packages are resolved. */
  run: RunScript;
}

export interface Locked {
  lock: Lock;
  /** Roles without requirements, where none were selected by name. */
  silent: readonly string[];
}

/** Resolves what the roles require to exact versions, sizes and hashes. */
export async function lockRequirements(options: LockOptions): Promise<Locked> {
  const { host, roles, systems, architectures, mirrors, run } = options;
  const { requirers, silent } = selectRequirements({ host, roles, systems });
  const packages: Record<string, LockedPackage[]> = {};
  for (const system of [...new Set(systems)].sort()) {
    const { family } = osFamilyOf(system);
    const request = packageRequest(requirers, { system, architectures, mirrors, pins: [] });
    packages[system] = await resolvePackages(family.resolve, request, run);
  }
  return { lock: makeLock({ requirers, architectures, profile: "empty", packages, images: [] }), silent };
}
