import { canonicalHash, type FileRequirement, familyOf, throwProblems } from "@lambdastack/core";
import { sameFileTwice } from "../errors.ts";
import type { Requirer } from "../selection/select-requirements.ts";
import type { Lock, LockedFile, LockedImage, LockedPackage, LockedSystem } from "./lock.ts";

export interface LockParts {
  requirers: readonly Requirer[];
  architectures: readonly string[];
  profile: LockedSystem["profile"];
  /** Resolved packages by system. */
  packages: Readonly<Record<string, readonly LockedPackage[]>>;
  images: readonly LockedImage[];
}

/** Puts together what was resolved. */
export function makeLock({ requirers, architectures, profile, packages, images }: LockParts): Lock {
  const systems = Object.entries(packages).map(([system, resolved]) => [
    system,
    { family: String(familyOf(system)), architectures: [...architectures].sort(), profile, packages: resolved },
  ]);
  return {
    kind: "repository-lock",
    version: 1,
    requirements: requirementHashes(requirers),
    systems: Object.fromEntries(systems),
    files: lockedFiles(requirers, architectures),
    images: [...images].sort(by(({ reference }) => reference)),
  };
}

/** By name of the role; the server's own requirements, one file for each family, count as one. */
export function requirementHashes(requirers: readonly Requirer[]): Record<string, string> {
  const names = [...new Set(requirers.map(({ name }) => name))].sort();
  return Object.fromEntries(
    names.map((name) => [
      name,
      canonicalHash(requirers.filter((each) => each.name === name).map(({ requirements }) => requirements)),
    ]),
  );
}

function lockedFiles(requirers: readonly Requirer[], architectures: readonly string[]): LockedFile[] {
  const all = requirers.flatMap(({ name, requirements: { files = [] } }) =>
    files.filter((file) => isFor(file, architectures)).map((file) => ({ role: name, file: lockedFile(file) })),
  );
  const groups = new Map<string, { file: LockedFile; roles: string[] }>();
  const problems = all.flatMap(({ role, file }) => {
    const key = `${file.id} ${file.architecture}`;
    const known = groups.get(key);
    if (!known) groups.set(key, { file, roles: [role] });
    else if (canonicalHash(known.file) !== canonicalHash(file)) return [sameFileTwice(file.id, [...known.roles, role])];
    else known.roles.push(role);
    return [];
  });
  throwProblems(problems, (count) => `${count} files are named by several roles.`);
  return [...groups.values()]
    .map(({ file, roles }) => ({ ...file, neededBy: [...new Set(roles)].sort() }))
    .sort(by(({ id, architecture }) => `${id} ${architecture}`));
}

function lockedFile({
  id,
  url,
  alternatives = [],
  size,
  sha256,
  architecture = "any",
  licence,
}: FileRequirement): LockedFile {
  return { id, architecture, urls: [url, ...alternatives], size, sha256, neededBy: [], ...(licence && { licence }) };
}

function isFor({ architecture = "any" }: FileRequirement, architectures: readonly string[]): boolean {
  return architecture === "any" || architectures.includes(architecture);
}

const by =
  <T>(key: (item: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
