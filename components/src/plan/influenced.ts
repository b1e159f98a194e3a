import { type Machine, matches, type Role, roleModule } from "@lambdastack/core";
import type { Selection } from "../apply/selection.ts";

export interface InfluenceOptions {
  /** Every machine of the cluster. */
  machines: readonly Machine[];
  /** Roles in use, by name. */
  roles: ReadonlyMap<string, Role>;
  selection: Selection;
}

/** For each role those whose `influences` name it, both in use; alphabetical. */
export function influencersOf(roles: ReadonlyMap<string, Role>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, { manifest }] of roles) {
    const module = roleModule(manifest);
    const influencers = [...roles.values()].filter(
      (other) => other.name !== name && (other.manifest.influences ?? []).some((entry) => matches(entry, module)),
    );
    if (influencers.length > 0) found.set(name, influencers.map((other) => other.name).sort());
  }
  return found;
}

/**
 * What a narrowed run has an effect on without being asked to change it: roles that its own roles influence, and those
 * that these influence in turn, on every machine where the run leaves them alone.
 */
export function influencedSelection({ machines, roles, selection }: InfluenceOptions): Selection {
  const influenced = closure(selectedRoles(machines, selection), influencersOf(roles));
  const has = (machine: Machine): boolean =>
    machine.roles.some((role) => influenced.has(role) && !selection.unit({ role, machine: machine.name }));
  const names = new Set(machines.filter(has).map(({ name }) => name));
  return {
    machine: (name) => names.has(name),
    unit: (unit) => influenced.has(unit.role) && names.has(unit.machine) && !selection.unit(unit),
    isWhole: () => false,
  };
}

/** A run over both; of the machines that the other adds, only its own part. */
export const together = (one: Selection, other: Selection): Selection => ({
  machine: (name) => one.machine(name) || other.machine(name),
  unit: (unit) => one.unit(unit) || other.unit(unit),
  isWhole: (name) => one.machine(name) && one.isWhole(name),
});

function selectedRoles(machines: readonly Machine[], selection: Selection): Set<string> {
  return new Set(
    machines.flatMap(({ name, roles }) => roles.filter((role) => selection.unit({ role, machine: name }))),
  );
}

function closure(start: ReadonlySet<string>, influencers: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set(start);
  const influenced = new Set<string>();
  for (let size = -1; size < influenced.size; ) {
    size = influenced.size;
    for (const [role, by] of influencers) if (by.some((one) => reached.has(one))) influenced.add(role);
    for (const role of influenced) reached.add(role);
  }
  return influenced;
}
