import { type FileRequirement, requirementsFor } from "@lambdastack/core";
import type { Requirer } from "../selection/select-requirements.ts";
import type { Lock, LockedSystem } from "./lock.ts";
import { requirementHashes } from "./make-lock.ts";

export interface LockCheckOptions {
  lock: Lock;
  requirers: readonly Requirer[];
  systems: readonly string[];
  architectures: readonly string[];
}

/** Everything in which a lock is not what the requirements ask for now, in words; empty when it is up to date and complete. */
export function checkLock(options: LockCheckOptions): string[] {
  return [
    ...changedRoles(options),
    ...missingSystems(options),
    ...missingPackages(options),
    ...missingContent(options),
  ];
}

function changedRoles({ lock, requirers }: LockCheckOptions): string[] {
  const now = requirementHashes(requirers);
  const names = [...new Set([...Object.keys(now), ...Object.keys(lock.requirements)])].sort();
  return names.flatMap((name) => {
    const [before, after] = [lock.requirements[name], now[name]];
    if (before === after) return [];
    if (before === undefined) return [`${name} came to the cluster after the lock was made`];
    return after === undefined ? [`${name} is no longer part of the cluster`] : [`the requirements of ${name} changed`];
  });
}

function missingSystems({ lock, systems, architectures }: LockCheckOptions): string[] {
  return systems.flatMap((system) => {
    const locked = lock.systems[system];
    if (!locked) return [`${system} is not in it`];
    const lacking = architectures.filter((name) => !locked.architectures.includes(name));
    return lacking.map((name) => `${system} is not in it for ${name}`);
  });
}

/** Where machines were asked, what they have is rightly missing. */
function missingPackages({ lock, requirers }: LockCheckOptions): string[] {
  const whole = Object.entries(lock.systems).filter(([, { profile }]) => profile === "empty");
  return whole.flatMap(([system, locked]) =>
    requirers.flatMap(({ name: role, requirements }) => {
      const { packages } = requirementsFor(requirements, system);
      const lacking = packages.filter(({ name, version }) => !holds(locked, { name, version }));
      // a name may be one that another package provides
      if (lacking.length <= providersFor(locked, role, packages)) return [];
      return lacking.map(
        ({ name, version }) => `${system}: ${role} needs ${[name, version].filter(Boolean).join(" ")}`,
      );
    }),
  );
}

function holds({ packages }: LockedSystem, wanted: { name: string; version: string | undefined }): boolean {
  return packages.some(({ name, version }) => name === wanted.name && isVersion(version, wanted.version));
}

function isVersion(version: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted.endsWith("*") ? version.startsWith(wanted.slice(0, -1)) : version === wanted;
}

function providersFor({ packages }: LockedSystem, role: string, named: readonly { name: string }[]): number {
  return packages.filter(({ name, neededBy }) => neededBy.includes(role) && !named.some((each) => each.name === name))
    .length;
}

function missingContent({ lock, requirers, architectures }: LockCheckOptions): string[] {
  return requirers.flatMap(({ name: role, requirements: { files = [], images = [] } }) => [
    ...files
      .filter((file) => isFor(file, architectures) && !lock.files.some(({ sha256 }) => sha256 === file.sha256))
      .map(({ id }) => `${role} needs the file ${id}`),
    ...images
      .filter(
        (image) =>
          !lock.images.some(
            ({ reference, digest }) =>
              reference === image.reference && (image.digest === undefined || digest === image.digest),
          ),
      )
      .map(({ reference, digest }) => `${role} needs the image ${reference}${digest ? ` (${digest})` : ""}`),
  ]);
}

const isFor = ({ architecture = "any" }: FileRequirement, architectures: readonly string[]): boolean =>
  architecture === "any" || architectures.includes(architecture);
