import { familyOf } from "@lambdastack/core";
import { debian } from "../os/debian/index.ts";
import { unknownSystem } from "./errors.ts";
import type { OsFamily, System } from "./os-family.ts";

/** One folder each in `repository/os/`. */
export const osFamilies: readonly OsFamily[] = [debian];

/** Every system that packages can be resolved for. */
export const systemNames = (): string[] => osFamilies.flatMap(({ systems }) => Object.keys(systems));

/** Throws `unknown-system`. */
export function osFamilyOf(system: string): { family: OsFamily; system: System } {
  const family = osFamilies.find(({ name }) => name === familyOf(system));
  const found = family?.systems[system];
  if (!family || !found) throw unknownSystem(system, systemNames());
  return { family, system: found };
}
