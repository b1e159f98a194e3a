import type { FirstApply } from "./first-apply.ts";

/** The plan is a promise: what it lists happens, and nothing else does. What it says may run may also not. */
export function honest({ planned, done }: FirstApply): string[] {
  const said = new Set(planned.map(placed));
  const did = new Set(done.map(placed));
  const certain = planned.filter(({ action }) => action !== "may-run").map(placed);
  return [
    ...[...did]
      .filter((change) => !said.has(change))
      .map((change) => `The apply changed ${change}, which the plan did not list.`),
    ...certain
      .filter((change) => !did.has(change))
      .map((change) => `The plan listed ${change}, which the apply did not change.`),
  ];
}

const placed = ({ machine, resource }: { machine: string; resource: string }): string => `${resource} on ${machine}`;
