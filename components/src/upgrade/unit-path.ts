import { StackError } from "@lambdastack/core";
import type { OfferedUnit } from "./find-steps.ts";
import { packagePath, type Wish } from "./package-path.ts";
import type { UpgradedPackage, UpgradeStep } from "./upgrade-run.ts";

/** The steps of a role on a machine, one after another; packages that have fewer hops take part in the last ones. */
export function unitPath(
  { role, machine, offers }: OfferedUnit,
  wish: Wish,
): { steps: UpgradeStep[]; problems: StackError[] } {
  const paths = offers.map((offer) => ({ offer, path: packagePath(offer, { ...wish, role, machine }) }));
  const problems = paths.flatMap(({ path }) => (path instanceof StackError ? [path] : []));
  const legs = paths.map(({ offer, path }) =>
    path instanceof StackError ? [] : legsOf(offer.name, [offer.installed, ...path]),
  );
  const most = Math.max(0, ...legs.map(({ length }) => length));
  const steps = Array.from({ length: most }, (_, turn) => ({
    role,
    machine,
    packages: legs.flatMap((own) => own[turn - most + own.length] ?? []),
    isDone: false,
  }));
  return { steps, problems };
}

/** From each version to the one after it. */
const legsOf = (name: string, versions: readonly string[]): UpgradedPackage[] =>
  versions.slice(1).map((to, index) => ({ name, from: versions[index] as string, to }));
