import { nearest } from "@lambdastack/core";
import { unknownRoles } from "../errors.ts";

/** Roles that a command is narrowed to by name. */
export interface RoleChoice {
  include?: readonly string[];
  exclude?: readonly string[];
}

/** Whether a role is chosen: named, where any are, and not excluded. Throws `unknown-roles` for one that the cluster lacks. */
export function roleChoice({ include, exclude = [] }: RoleChoice, known: readonly string[]): (role: string) => boolean {
  const unknown = [...(include ?? []), ...exclude].filter((name) => !known.includes(name));
  if (unknown.length > 0) throw unknownRoles(unknown, known, nearest(unknown[0] ?? "", known));
  return (role) => (include?.includes(role) ?? true) && !exclude.includes(role);
}
