import type { Published } from "@lambdastack/core";
import type { PublishedValues } from "../components-run.ts";

/** What was published, by role, then name, then machine, as it stands in the state. */
export function publishedByRole(published: ReadonlyMap<string, readonly Published[]>): PublishedValues {
  const byRole: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [name, values] of published)
    for (const { role, machine, value } of values) {
      const names = byRole[role] ?? {};
      byRole[role] = { ...names, [name]: { ...names[name], [machine.name]: value } };
    }
  return byRole;
}
