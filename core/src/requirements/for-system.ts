import { familyOf } from "../machines/operating-systems.ts";
import type { PackageRequirement, PackageSource, Requirements } from "./requirements.ts";

/** What of the requirements holds on one system. */
export interface SystemRequirements {
  packages: readonly PackageRequirement[];
  sources: readonly PackageSource[];
}

/** Lists under the system's own name and its family's; the system's own entry of a package goes first. */
export function requirementsFor({ packages, sources }: Requirements, system: string): SystemRequirements {
  const own = ofSystem(packages, system);
  return {
    packages: own.filter(({ name }, index) => own.findIndex((other) => other.name === name) === index),
    sources: ofSystem(sources, system),
  };
}

/** Whether a role says what it needs on a system. One that needs no packages anywhere has no `packages` at all. */
export function coversSystem({ packages }: Requirements, system: string): boolean {
  return packages === undefined || keysOf(system).some((key) => packages[key] !== undefined);
}

function ofSystem<T>(bySystem: Readonly<Record<string, readonly T[]>> | undefined, system: string): T[] {
  return keysOf(system).flatMap((key) => bySystem?.[key] ?? []);
}

const keysOf = (system: string): string[] => [system, ...[familyOf(system) ?? []].flat()].filter(unique);

const unique = (key: string, index: number, all: readonly string[]): boolean => all.indexOf(key) === index;
