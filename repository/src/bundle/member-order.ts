import type { BundleMember } from "./bundle-manifest.ts";

/** What stands in an archive one after the other; within a section members are sorted by path. */
const sections = ["lock.json", "store", "roles", "plugins", "tools", "environment"];

type Placed = Pick<BundleMember, "path">;

/** Below 0 where one stands before the other, 0 for the same path. */
export function compareMembers(one: Placed, other: Placed): number {
  const difference = sectionOf(one.path) - sectionOf(other.path);
  if (difference !== 0 || one.path === other.path) return difference;
  return one.path < other.path ? -1 : 1;
}

/** -1 where there is no such section. */
export const sectionOf = (path: string): number => sections.indexOf(path.split("/", 1)[0] ?? "");
