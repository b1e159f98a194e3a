import { isKept, isUnknown, pathText, type Sections, stateDifferences } from "@lambdastack/core";

/** One place of the state that a plan said would change, or that did. */
export interface SectionChange {
  /** Such as `azi.nodes[1].usedBy`. */
  path: string;
  to?: unknown;
}

export const changesBetween = (before: Sections, after: Sections): SectionChange[] =>
  stateDifferences(before, after).map(({ path, to }) => ({ path: pathText(path), to }));

/** Where the state became something else than the plan said. What the plan left open may become anything. */
export function brokenPromises(planned: readonly SectionChange[], done: readonly SectionChange[]): string[] {
  const listed = new Map(planned.map((change) => [change.path, change]));
  const open = planned.filter(({ to }) => isUnknown(to));
  const surprises = done.filter(({ path }) => !listed.has(path) && !open.some((one) => isWithin(path, one.path)));
  const others = done.filter(({ path, to }) => listed.has(path) && !isKept(listed.get(path)?.to, to));
  const missing = planned.filter(({ path }) => !done.some((one) => isWithin(one.path, path)));
  return [
    ...surprises.map(({ path }) => `The apply changed ${path}, which the plan did not list.`),
    ...others.map(({ path }) => `The apply made ${path} something else than the plan said.`),
    ...missing.map(({ path }) => `The plan listed ${path}, which the apply did not change.`),
  ];
}

const isWithin = (path: string, outer: string): boolean =>
  path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
