import { isSameStep } from "../upgrade-record.ts";
import type { UpgradedPackage, UpgradeStep } from "../upgrade-run.ts";
import { compareNumbers, versionNumbers } from "../version-numbers.ts";

interface Resource {
  props: Readonly<Record<string, unknown>>;
}
type Step = Pick<UpgradeStep, "role" | "machine" | "packages" | "round">;

/** The version of a package that something is about. */
export interface Crossing {
  package: string;
  version: string;
}

/** Whether one of the packages goes from before a version to it, or beyond. */
export const crosses = (packages: readonly UpgradedPackage[], { package: name, version }: Crossing): boolean =>
  packages.some((one) => one.name === name && isBefore(one.from, version) && !isBefore(one.to, version));

const isBefore = (version: string, other: string): boolean =>
  compareNumbers(versionNumbers(version), versionNumbers(other)) < 0;

/**
 * Whether a step of a task `upgrade` has its place in this step of the path; of what is done once, none of the later steps
 * is the place as well.
 */
export function isDue({ props }: Resource, step: Step, path: readonly Step[]): boolean {
  const crossing = props.crossing as Crossing | undefined;
  if (crossing && !crosses(step.packages, crossing)) return false;
  if (props.once !== true) return true;
  const later = path.slice(path.findIndex((one) => isSameStep(one, step)) + 1).filter(({ role }) => role === step.role);
  return !later.some((one) => (crossing ? crosses(one.packages, crossing) : endsAlike(one, step)));
}

/** They are the same hop of two machines. */
const endsAlike = (one: Step, other: Step): boolean =>
  one.packages.some(({ name, to }) => other.packages.some((own) => own.name === name && own.to === to));
