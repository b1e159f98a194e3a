import type { Lock } from "../../lock/lock.ts";
import type { BundleMember, MemberKind } from "../bundle-manifest.ts";
import { storePath } from "../check-manifest.ts";
import type { BundlePart } from "./parts.ts";

/** Something of the store that a lock names, and what of the cluster needs it. */
export interface LockedContent extends Pick<BundleMember, "path" | "kind" | "size" | "sha256"> {
  /** For people: `debian-12: haproxy 2.6.12`. */
  what: string;
  /** Roles that need it, through other packages too. */
  neededBy: readonly string[];
}

const partOf: Readonly<Partial<Record<MemberKind, BundlePart>>> = {
  package: "packages",
  file: "files",
  image: "images",
};

/** Every content that a lock names, once each, without the parts left out. */
export function lockedContents(lock: Lock, without: ReadonlySet<BundlePart> = new Set()): LockedContent[] {
  const all = [...packagesOf(lock), ...filesOf(lock), ...blobsOf(lock)];
  const wanted = all.filter(({ kind }) => !without.has(partOf[kind] as BundlePart));
  const byPath = new Map<string, LockedContent>();
  for (const one of wanted) {
    const known = byPath.get(one.path);
    byPath.set(one.path, known ? { ...known, neededBy: union(known.neededBy, one.neededBy) } : one);
  }
  return [...byPath.values()];
}

function packagesOf(lock: Lock): LockedContent[] {
  return Object.entries(lock.systems).flatMap(([system, { packages }]) => {
    const roles = rolesOf(packages);
    return packages.map(({ name, version, size, sha256 }) => ({
      ...contentOf(sha256, size, "package"),
      what: `${system}: ${name} ${version}`,
      neededBy: [...(roles.get(name) ?? [])].sort(),
    }));
  });
}

type Pulled = { name: string; neededBy: readonly string[]; pulledBy: readonly string[] };

/** Roles by package, those of whatever pulls it included. */
function rolesOf(packages: readonly Pulled[]): Map<string, Set<string>> {
  const roles = new Map<string, Set<string>>();
  for (const { name, neededBy } of packages) roles.set(name, new Set([...(roles.get(name) ?? []), ...neededBy]));
  for (let grows = true; grows; ) {
    grows = false;
    for (const { name, pulledBy } of packages) {
      const mine = roles.get(name) ?? new Set();
      const before = mine.size;
      for (const puller of pulledBy) for (const role of roles.get(puller) ?? []) mine.add(role);
      grows ||= mine.size > before;
    }
  }
  return roles;
}

function filesOf({ files }: Lock): LockedContent[] {
  return files.map(({ id, size, sha256, neededBy }) => ({
    ...contentOf(sha256, size, "file"),
    what: `file ${id}`,
    neededBy,
  }));
}

function blobsOf({ images }: Lock): LockedContent[] {
  return images.flatMap(({ reference, neededBy, blobs }) =>
    blobs.map(({ digest, size }) => ({
      ...contentOf(digest.replace("sha256:", ""), size, "image"),
      what: `image ${reference}, blob ${digest}`,
      neededBy,
    })),
  );
}

const contentOf = (sha256: string, size: number, kind: MemberKind) => ({ path: storePath(sha256), kind, size, sha256 });

const union = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])].sort();
