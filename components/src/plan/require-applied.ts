import {
  type MatchExpression,
  type Module,
  matches,
  moduleLabel,
  type Role,
  roleModule,
  type State,
} from "@lambdastack/core";
import { requirementNotApplied } from "../errors.ts";

export interface RequireAppliedOptions {
  /** The role that the run is about. */
  role: Role;
  /** Roles in use, by name. */
  roles: ReadonlyMap<string, Role>;
  /** What is there besides: the provider, and modules with methods of their own. */
  present: readonly Module[];
  state: State | undefined;
}

/**
 * A run about one role does not apply what that role requires, so it must have been applied before. Throws
 * `requirement-not-applied` (refused), naming what is to be applied first.
 */
export function requireApplied({ role, roles, present, state }: RequireAppliedOptions): void {
  const others = [...roles.values()].filter(({ name }) => name !== role.name);
  const isMet = (entry: readonly MatchExpression[], modules: readonly Module[]) =>
    modules.some((module) => matches(entry, module));
  const applied = others
    .filter(({ manifest }) => isApplied(state, manifest))
    .map(({ manifest }) => roleModule(manifest));
  const open = (role.manifest.requires?.strong ?? []).filter((entry) => !isMet(entry, [...applied, ...present]));
  const first = others.filter(({ manifest }) => open.some((entry) => matches(entry, roleModule(manifest))));
  if (open.length > 0)
    throw requirementNotApplied(
      role.name,
      first.map(({ name }) => name),
    );
}

function isApplied(state: State | undefined, manifest: Role["manifest"]): boolean {
  const section = state?.[moduleLabel(manifest)];
  return typeof section === "object" && section.status === "applied";
}
