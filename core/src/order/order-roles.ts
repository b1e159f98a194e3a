import { nearest } from "../documents/suggestions.ts";
import { type StackError, throwProblems } from "../errors/stack-error.ts";
import type { MatchExpression, RoleManifest } from "../plugin-host/role.ts";
import { consumedNames } from "./consumed-values.ts";
import { requirementCycle, requirementUnmet } from "./errors.ts";
import { expressionText } from "./expression-text.ts";
import { addEdge, type Edges, findCycle, layers, reaches } from "./graph.ts";
import { describeEntry, matches } from "./matches.ts";
import { type Module, roleModule } from "./module-labels.ts";

export interface OrderInput {
  /** Every installed role; those not selected are named as what could satisfy a requirement. */
  roles: readonly RoleManifest[];
  /** Names of the roles to put in order. */
  selected: readonly string[];
  /** What is there without being ordered: the provider, modules that the state shows as applied. */
  present?: readonly Module[];
}

export interface RoleOrder {
  /** Roles whose prerequisites stand in earlier lists; alphabetical within a list. */
  order: string[][];
  /** Direct prerequisites among the selected roles, alphabetical; an entry for every selected role. */
  before: Record<string, string[]>;
  /** Orders that were given up, for people. */
  notes: string[];
}

/**
 * The order in which roles run: by strong requirements, weak ones, and from what publishes a value to what consumes it.
 * Throws `requirement-unmet` (refused) for every strong requirement that nothing satisfies and `requirement-cycle`.
 * A weak edge that would close a circle is left out with a note. The same input gives the same order.
 */
export function orderRoles({ roles, selected, present = [] }: OrderInput): RoleOrder {
  const names = [...new Set(selected)].sort();
  const chosen = names.flatMap((name) => roles.find((role) => role.name === name) ?? []);
  checkStrong(chosen, roles, present);
  const edges: Edges = new Map(names.map((name) => [name, new Set<string>()]));
  for (const role of chosen)
    for (const other of satisfying(role, role.requires?.strong ?? [], chosen)) addEdge(edges, role.name, other);
  const cycle = findCycle(edges);
  if (cycle) throw requirementCycle(cycle);
  const notes = addWeakEdges(edges, chosen);
  const before = Object.fromEntries([...edges].map(([name, others]) => [name, [...others].sort()]));
  return { order: layers(edges), before, notes };
}

/** Names of the other roles that satisfy any of the entries. */
function satisfying(
  role: RoleManifest,
  entries: readonly MatchExpression[][],
  candidates: readonly RoleManifest[],
): string[] {
  const others = candidates.filter(({ name }) => name !== role.name);
  return others.filter((other) => entries.some((entry) => matches(entry, roleModule(other)))).map(({ name }) => name);
}

function addWeakEdges(edges: Edges, chosen: readonly RoleManifest[]): string[] {
  const notes: string[] = [];
  for (const role of chosen) {
    const wanted = new Set([...satisfying(role, role.requires?.weak ?? [], chosen), ...publishers(role, chosen)]);
    for (const other of [...wanted].sort()) {
      if (!reaches(edges, other, role.name)) addEdge(edges, role.name, other);
      else notes.push(`"${role.name}" does not wait for "${other}", which already waits for it.`);
    }
  }
  return notes;
}

function publishers(role: RoleManifest, chosen: readonly RoleManifest[]): string[] {
  const publishes = (other: RoleManifest): boolean =>
    consumedNames(role).some((value) => Object.hasOwn(other.publishes ?? {}, value));
  return chosen.filter((other) => other.name !== role.name && publishes(other)).map(({ name }) => name);
}

function unmetEntries(role: RoleManifest, modules: readonly Module[]): MatchExpression[][] {
  const others = modules.filter(({ name }) => name !== role.name);
  return (role.requires?.strong ?? []).filter((entry) => !others.some((module) => matches(entry, module)));
}

function checkStrong(
  chosen: readonly RoleManifest[],
  installed: readonly RoleManifest[],
  present: readonly Module[],
): void {
  const there = [...chosen.map(roleModule), ...present];
  const problems = chosen.flatMap((role) =>
    unmetEntries(role, there).map((entry) => unmet(role, entry, { installed, there })),
  );
  throwProblems(problems, (count) => `${count} requirements of roles are not met.`);
}

interface Surroundings {
  installed: readonly RoleManifest[];
  there: readonly Module[];
}

function unmet(role: RoleManifest, entry: readonly MatchExpression[], { installed, there }: Surroundings): StackError {
  const fitting = installed.filter((other) => other.name !== role.name && matches(entry, roleModule(other)));
  const candidates = fitting
    .map((other) => ({ name: other.name, after: missingBefore(other, { installed, there }) }))
    .sort((left, right) => left.name.localeCompare(right.name, "en"));
  return requirementUnmet({
    role: role.name,
    entry: describeEntry(entry),
    expression: expressionText(entry),
    candidates,
    hint: keyHint(entry, installed, there),
  });
}

/** What a candidate would need before itself, deepest first; only requirements that one installed role satisfies. */
function missingBefore(role: RoleManifest, surroundings: Surroundings, seen = new Set([role.name])): string[] {
  return unmetEntries(role, surroundings.there).flatMap((entry) => {
    const needed = surroundings.installed.find((other) => !seen.has(other.name) && matches(entry, roleModule(other)));
    if (!needed) return [];
    seen.add(needed.name);
    return [...missingBefore(needed, surroundings, seen), needed.name];
  });
}

function keyHint(
  entry: readonly MatchExpression[],
  installed: readonly RoleManifest[],
  there: readonly Module[],
): string | undefined {
  const known = new Set([...installed.map(roleModule), ...there].flatMap(({ labels }) => Object.keys(labels)));
  const strange = entry.find(({ key }) => !known.has(key));
  const meant = strange && nearest(strange.key, known);
  return meant && `No module has the label "${strange.key}". Did you mean "${meant}"?`;
}
