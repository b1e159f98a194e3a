import type { RoleResources } from "@lambdastack/core";

type Resources = RoleResources["resources"];

/** Names of the packages that stand in a task `upgrade`, which says by that where each of them comes. */
export const placedPackages = (resources: Resources): string[] =>
  resources.filter(({ type }) => type === "package").map(({ props }) => String(props.name));

/**
 * The resources of a task `upgrade` that says where packages come, without its checks: cut before each step that waits for
 * all machines. Every machine of the role goes through a round before any begins the next one.
 */
export function roundsOf(resources: Resources): Resources[] {
  const rounds: Resources[number][][] = [];
  for (const one of resources) {
    const waits = one.type === "step" && one.props.afterAll === true;
    if (waits || rounds.length === 0) rounds.push([]);
    rounds.at(-1)?.push(one);
  }
  return rounds;
}
