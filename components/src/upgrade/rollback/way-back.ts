import type { RoleManifest } from "@lambdastack/core";
import type { UpgradedPackage, UpgradeStep } from "../upgrade-run.ts";
import { versionNumbers } from "../version-numbers.ts";

/** Whether the packages of a step may be exchanged for the earlier ones again, where it fails. */
export interface WayBack {
  isPossible: boolean;
  /** Why not. */
  reason?: string;
}

type Rollback = RoleManifest["rollback"];

/** How many of a version's first numbers must stay the same. */
const kept = { any: 0, major: 1, minor: 2 } as const;

/** By what the role says of its product; `later` are the steps that come after this one. */
export function wayBackOf(
  rollback: Rollback,
  step: Pick<UpgradeStep, "role" | "machine" | "packages">,
  later: readonly UpgradeStep[],
): WayBack {
  if (!rollback)
    return { isPossible: false, reason: `what ${step.role} wrote may be unreadable for an earlier version` };
  const far = step.packages.find(({ from, to }) => !isWithin(rollback.within, from, to));
  if (!far) return { isPossible: true };
  const reach = `from ${far.to} to ${far.from} is further back than one ${rollback.within} version`;
  if (!rollback.whileMixed) return { isPossible: false, reason: reach };
  if (staysMixed(step, later)) return { isPossible: true };
  return { isPossible: false, reason: `${reach}, and no other machine would have the earlier one` };
}

function isWithin(within: keyof typeof kept, from: string, to: string): boolean {
  if (within === "any") return true;
  const [before, after] = [versionNumbers(from), versionNumbers(to)];
  if (before.length === 0 || after.length === 0) return false;
  return Array.from({ length: kept[within] }, (_, place) => place).every(
    (place) => (before[place] ?? 0) === (after[place] ?? 0),
  );
}

/** Some machine has the earlier version of every package still, while this one has the later. */
const staysMixed = ({ role, machine, packages }: Parameters<typeof wayBackOf>[1], later: readonly UpgradeStep[]) =>
  later.some(
    (one) => one.role === role && one.machine !== machine && packages.every((own) => one.packages.some(isBehind(own))),
  );

const isBehind = (own: UpgradedPackage) => (other: UpgradedPackage) =>
  other.name === own.name && isWithin("minor", own.from, other.from);
