import { familyOf, throwProblems } from "@lambdastack/core";
import { debian } from "../os/debian/index.ts";
import { rhel } from "../os/rhel/index.ts";
import { unknownSystem } from "./errors.ts";
import type { OsFamily, System } from "./os-family.ts";

/** One folder each in `repository/os/`. */
export const osFamilies: readonly OsFamily[] = [debian, rhel];

/** Every system that packages can be resolved for. */
export const systemNames = (): string[] => osFamilies.flatMap(({ systems }) => Object.keys(systems));

/** Throws `unknown-system`. */
export function osFamilyOf(system: string): { family: OsFamily; system: System } {
  const family = osFamilies.find(({ name }) => name === familyOf(system));
  const found = family?.systems[system];
  if (!family || !found) throw unknownSystem(system, systemNames());
  return { family, system: found };
}

/** A system by any of its spellings; a name that is none stays as it is. */
export function systemNamed(spelling: string): string {
  const all = osFamilies.flatMap(({ systems }) => Object.entries(systems));
  return all.find(([, { spellings = [] }]) => spellings.includes(spelling))?.[0] ?? spelling;
}

/** What someone should know before choosing these systems. Throws `unknown-system` for all that are none. */
export function systemWarnings(systems: readonly string[]): string[] {
  const known = systemNames();
  throwProblems(
    systems.filter((name) => !known.includes(name)).map((name) => unknownSystem(name, known)),
    (count) => `${count} systems are unknown.`,
  );
  return systems.flatMap((name) => osFamilyOf(name).system.warning ?? []);
}
