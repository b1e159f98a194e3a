import type { PreparedMachine } from "@lambdastack/core";

const suffix = " (packages)";

/** Stands in the graph for the packages that a role brings first. No role can have this name. */
export const packagesOf = (role: string): string => `${role}${suffix}`;

/** The role that such a name stands for; undefined for a role's own name. */
export const roleOfPackages = (name: string): string | undefined =>
  name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined;

/**
 * Packages that a role installs before anything else and that are not there yet. They start nothing before the role's own
 * files are in place, so that machines of a rolling role need not wait for each other with them.
 */
export function earlyPackages({ compared }: Pick<PreparedMachine, "compared">, role: string): ReadonlySet<string> {
  const mine = compared.filter(({ wanted }) => wanted.role === role);
  const end = mine.findIndex(({ wanted }) => wanted.type.name !== "package");
  const leading = end < 0 ? mine : mine.slice(0, end);
  return new Set(leading.flatMap(({ wanted, change }) => (change?.action === "create" ? [wanted.id] : [])));
}
