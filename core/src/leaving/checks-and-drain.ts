import { checkTypes } from "../checks/index.ts";
import type { RoleResources } from "../engine/machine-run.ts";

/** Types of checks by name, as runs of checks take them. */
export const checksByName = new Map(checkTypes.map((type) => [type.name, type]));

/** A task `scale` returns checks, which may object, and any other resource, which has to be so before the machine goes. */
export function separate(asked: readonly RoleResources[]): { checks: RoleResources[]; drain: RoleResources[] } {
  const of = (areChecks: boolean) =>
    asked.flatMap(({ role, resources }) => {
      const mine = resources.filter(({ type }) => checksByName.has(type) === areChecks);
      return mine.length === 0 ? [] : [{ role, resources: mine }];
    });
  return { checks: of(true), drain: of(false) };
}
