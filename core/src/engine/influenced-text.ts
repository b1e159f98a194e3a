import { groupBy } from "../machines/group-by.ts";
import type { ComponentsPlan } from "./plan.ts";

/** Reminds, after a narrowed run, of what it influenced and left as it is; empty where that is nothing. */
export function influencedText({ influenced = [] }: ComponentsPlan): string {
  const changes = influenced.flatMap((machine): { role: string }[] => [...machine.changes, ...machine.deferred]);
  if (changes.length === 0) return "";
  const byRole = [...groupBy(changes, ({ role }) => role)].sort();
  const roles = byRole.map(([role, { length }]) => `${role} (${length} ${length === 1 ? "change" : "changes"})`);
  return `Influenced, and left as it was: ${roles.join(", ")}. Apply without --components and --limit, or once more with --accept-influences.`;
}
