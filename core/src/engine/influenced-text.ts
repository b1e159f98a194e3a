import type { ComponentsPlan } from "./plan.ts";

/** Reminds, after a narrowed run, of what it influenced and left as it is; empty where that is nothing. */
export function influencedText({ influenced = [] }: ComponentsPlan): string {
  const counts = new Map<string, number>();
  for (const { role } of influenced.flatMap(({ changes, deferred }) => [...changes, ...deferred]))
    counts.set(role, (counts.get(role) ?? 0) + 1);
  if (counts.size === 0) return "";
  const roles = [...counts].sort().map(([role, count]) => `${role} (${count} ${count === 1 ? "change" : "changes"})`);
  return `Influenced, and left as it was: ${roles.join(", ")}. Apply without --components and --limit, or once more with --accept-influences.`;
}
