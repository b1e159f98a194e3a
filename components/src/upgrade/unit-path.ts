import { StackError } from "@lambdastack/core";
import type { OfferedUnit } from "./find-steps.ts";
import { packagePath, type Wish } from "./package-path.ts";
import type { UpgradedPackage, UpgradeStep } from "./upgrade-run.ts";

export interface UnitPath {
  /** One after another, each with the steps of the role's rounds. */
  hops: readonly (readonly UpgradeStep[])[];
  problems: StackError[];
}

/** The hops of a role on a machine, one after another; packages that have fewer of them take part in the last ones. */
export function unitPath(
  { role, machine, offers }: OfferedUnit,
  { rounds, ...wish }: Wish & { rounds: readonly (readonly string[])[] },
): UnitPath {
  const paths = offers.map((offer) => ({ offer, path: packagePath(offer, { ...wish, role, machine }) }));
  const problems = paths.flatMap(({ path }) => (path instanceof StackError ? [path] : []));
  const legs = paths.map(({ offer, path }) =>
    path instanceof StackError ? [] : legsOf(offer.name, [offer.installed, ...path]),
  );
  const most = Math.max(0, ...legs.map(({ length }) => length));
  const hops = Array.from({ length: most }, (_, turn) => {
    const packages = legs.flatMap((own) => own[turn - most + own.length] ?? []);
    return inRounds(packages, rounds).map((part) => ({ role, machine, ...part, isDone: false }));
  });
  return { hops, problems };
}

/** From each version to the one after it. */
const legsOf = (name: string, versions: readonly string[]): UpgradedPackage[] =>
  versions.slice(1).map((to, index) => ({ name, from: versions[index] as string, to }));

/**
 * Packages that the task `upgrade` does not name come first, and nothing is done around them. Where one of the others has
 * something to do, every round has: what stands around packages must not be left out because one of them is there already.
 */
function inRounds(
  packages: readonly UpgradedPackage[],
  rounds: readonly (readonly string[])[],
): Pick<UpgradeStep, "packages" | "round">[] {
  const free = packages.filter(({ name }) => !rounds.flat().includes(name));
  if (free.length === packages.length) return [{ packages }];
  const parts = rounds.map((names, round) => ({
    packages: names.flatMap((name) => packages.find((one) => one.name === name) ?? []),
    round,
  }));
  return free.length === 0 ? parts : [{ packages: free }, ...parts];
}
