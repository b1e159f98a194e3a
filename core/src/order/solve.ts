import type { MatchExpression, RoleManifest } from "../plugin-host/role.ts";
import { noSolution, type Unsolved } from "./errors.ts";
import { findCycle } from "./graph.ts";
import { describeEntry, matches } from "./matches.ts";
import { type Module, roleModule } from "./module-labels.ts";
import { orderRoles } from "./order-roles.ts";

export interface SolveInput {
  /** Every role that there is. */
  roles: readonly RoleManifest[];
  /** Every provider that there is; one of them may be what a role requires. Empty where the provider is known. */
  providers: readonly Module[];
  /** Names of the roles that are wanted. */
  goals: readonly string[];
  /** What the cluster has already: its provider and its roles. */
  present: readonly Module[];
}

export interface SolutionStep {
  name: string;
  type: "role" | "module" | "container" | "provider";
  version: string;
  /** Empty for what was asked for. */
  because: readonly { role: string; requires: string }[];
  /** Other modules that would do as well, alphabetical. */
  alternatives: readonly string[];
}

/** Attempts after which the search ends: far more than real modules need, and a second or so. */
const mostAttempts = 20_000;

/**
 * What has to be there for some roles, in the order of applying it, each with the reason and the alternatives. Of several
 * modules that satisfy a requirement, the one is taken that needs least itself, then the first by name; another one where
 * that leads nowhere. Throws `no-solution` (refused) with every requirement that no module satisfies.
 */
export function solve(input: SolveInput): SolutionStep[] {
  const goals = [...new Set(input.goals)].sort();
  const start = goals.flatMap((name) => input.roles.find((role) => role.name === name) ?? []);
  const search: Search = { input, attempts: 0, unsolved: new Map() };
  const found = complete(search, { roles: start, providers: [] });
  if (!found) throw noSolution(goals, [...search.unsolved.values()]);
  return stepsOf(input, goals, found);
}

interface Choice {
  roles: readonly RoleManifest[];
  providers: readonly Module[];
}

interface Search {
  input: SolveInput;
  attempts: number;
  /** Requirements that nothing satisfied, by their words. */
  unsolved: Map<string, Unsolved>;
}

type Candidate = { role: RoleManifest } | { provider: Module };

/** Adds a module for the first requirement that is not met, until all are; goes back where that leads nowhere. */
function complete(search: Search, choice: Choice): Choice | undefined {
  search.attempts += 1;
  if (search.attempts > mostAttempts || isCircular(choice.roles)) return undefined;
  const open = firstOpen(search.input, choice);
  if (!open) return choice;
  const candidates = candidatesFor(search.input, choice, open);
  if (candidates.length === 0) {
    const words = describeEntry(open.entry);
    search.unsolved.set(`${open.role.name} ${words}`, { role: open.role.name, entry: words });
  }
  for (const candidate of candidates) {
    const found = complete(search, withCandidate(choice, candidate));
    if (found) return found;
  }
  return undefined;
}

const withCandidate = ({ roles, providers }: Choice, candidate: Candidate): Choice =>
  "role" in candidate
    ? { roles: [...roles, candidate.role], providers }
    : { roles, providers: [...providers, candidate.provider] };

function isCircular(roles: readonly RoleManifest[]): boolean {
  const edges = new Map(roles.map((role) => [role.name, new Set(strongNeighbours(role, roles))]));
  return findCycle(edges) !== undefined;
}

const strongNeighbours = (role: RoleManifest, roles: readonly RoleManifest[]): string[] =>
  roles
    .filter(
      (other) => other.name !== role.name && strongEntries(role).some((entry) => matches(entry, roleModule(other))),
    )
    .map(({ name }) => name);

const strongEntries = ({ requires }: RoleManifest): readonly MatchExpression[][] => requires?.strong ?? [];

interface Open {
  role: RoleManifest;
  entry: readonly MatchExpression[];
}

function firstOpen({ present }: SolveInput, { roles, providers }: Choice): Open | undefined {
  const there = [...roles.map(roleModule), ...providers, ...present];
  for (const role of roles) {
    const others = there.filter(({ name }) => name !== role.name);
    const entry = strongEntries(role).find((one) => !others.some((module) => matches(one, module)));
    if (entry) return { role, entry };
  }
  return undefined;
}

/** Those that need least come first. A cluster has one provider: none is added where there is one. */
function candidatesFor({ roles, providers, present }: SolveInput, chosen: Choice, { role, entry }: Open): Candidate[] {
  const there = [...chosen.roles.map(roleModule), ...chosen.providers, ...present];
  const needs = (one: RoleManifest) =>
    strongEntries(one).filter((needed) => !there.some((module) => matches(needed, module))).length;
  const fitting = roles
    .filter((one) => one.name !== role.name && !chosen.roles.includes(one) && matches(entry, roleModule(one)))
    .map((one) => ({ role: one, needs: needs(one) }))
    .sort((left, right) => left.needs - right.needs || left.role.name.localeCompare(right.role.name, "en"));
  const open = chosen.providers.length === 0 ? providers : [];
  return [...fitting, ...open.filter((one) => matches(entry, one)).map((provider) => ({ provider }))];
}

function stepsOf({ roles, providers, present }: SolveInput, goals: readonly string[], found: Choice): SolutionStep[] {
  const there = new Set(present.map(({ name }) => name));
  const selected = found.roles.map(({ name }) => name);
  const { order } = orderRoles({ roles, selected, present: [...present, ...found.providers] });
  const everything = [...roles.map(roleModule), ...providers];
  const step = (type: SolutionStep["type"], module: Module): SolutionStep => {
    const because = reasons(module, found.roles, goals);
    return { name: module.name, type, version: module.labels.version ?? "", because, alternatives: [] };
  };
  const chosen = [
    ...found.providers.map((provider) => step("provider", provider)),
    ...order.flat().map((name) => step("role", roleModule(roles.find((role) => role.name === name) as RoleManifest))),
  ].filter(({ name }) => !there.has(name));
  return chosen.map((one) => ({ ...one, alternatives: alternativesTo(one, found, everything) }));
}

function reasons(module: Module, roles: readonly RoleManifest[], goals: readonly string[]): SolutionStep["because"] {
  if (goals.includes(module.name)) return [];
  return roles
    .filter(({ name }) => name !== module.name)
    .flatMap((role) =>
      strongEntries(role)
        .filter((entry) => matches(entry, module))
        .map((entry) => ({ role: role.name, requires: describeEntry(entry) })),
    );
}

/** Modules that satisfy everything that this one is there for. */
function alternativesTo({ name, because }: SolutionStep, { roles }: Choice, everything: readonly Module[]): string[] {
  if (because.length === 0) return [];
  const askers = new Set(because.map(({ role }) => role));
  const module = everything.find((one) => one.name === name) as Module;
  const entries = roles
    .filter((role) => askers.has(role.name))
    .flatMap(strongEntries)
    .filter((entry) => matches(entry, module));
  return everything
    .filter((one) => one.name !== name && !askers.has(one.name) && entries.every((entry) => matches(entry, one)))
    .map((one) => one.name)
    .sort();
}
