import type { Machine, Settings } from "@lambdastack/core";
import { unknownComponents, unknownMachines } from "../errors.ts";
import type { Unit } from "./run-units.ts";

/** What a narrowed run may touch. It never changes what a template sees. */
export interface Selection {
  /** Whether anything of the run concerns the machine. */
  machine(name: string): boolean;
  unit(unit: Unit): boolean;
  /** Whether all of a machine belongs to the run. Where it does not, what left the lists of others stays for a whole run. */
  isWhole(machine: string): boolean;
}

export interface SelectionOptions {
  settings: Settings;
  machines: readonly Machine[];
  /** Roles of each component, as the machines have them. */
  rolesOf(component: string): readonly string[];
  /** The one role that the run is about. */
  role?: string | undefined;
}

/** Throws for names that the cluster does not have, all at once per kind. */
export function selectionOf({ settings, machines, rolesOf, role: only }: SelectionOptions): Selection {
  const { limit, components } = settings;
  requireKnown(
    limit,
    machines.map(({ name }) => name),
    unknownMachines,
  );
  requireKnown(components, [...new Set(machines.flatMap((machine) => machine.components))], unknownComponents);
  const byName = new Map(machines.map((machine) => [machine.name, machine]));
  const chosen = (machine: Machine) => components?.filter((component) => machine.components.includes(component));
  const inLimit = (name: string) => limit === undefined || limit.includes(name);
  return {
    machine(name) {
      const machine = byName.get(name);
      const isMeant = only === undefined || machine?.roles.includes(only) === true;
      return machine !== undefined && isMeant && inLimit(name) && chosen(machine)?.length !== 0;
    },
    unit({ role, machine: name }) {
      const machine = byName.get(name);
      if (!machine || !inLimit(name) || (only !== undefined && role !== only)) return false;
      return chosen(machine)?.some((component) => rolesOf(component).includes(role)) ?? true;
    },
    isWhole: () => components === undefined && only === undefined,
  };
}

function requireKnown(
  asked: readonly string[] | undefined,
  known: readonly string[],
  error: (names: readonly string[], known: readonly string[]) => Error,
): void {
  const unknown = (asked ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw error(unknown, known);
}
