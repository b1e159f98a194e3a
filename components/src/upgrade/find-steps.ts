import { type PreparedMachine, settleMachines, throwProblems } from "@lambdastack/core";
import type { PreparedComponents } from "../components-run.ts";
import { versionNotOffered } from "./errors.ts";
import { togetherInHops } from "./hopping-roles.ts";
import { type Offered, offersOf, packagesOf } from "./offers.ts";
import { targetOf } from "./package-path.ts";
import { unitPath } from "./unit-path.ts";
import type { UpgradeStep } from "./upgrade-run.ts";
import type { UpgradeTasks } from "./upgrade-tasks.ts";

type Prepared = Pick<PreparedComponents, "machines" | "ordering" | "selection" | "roles">;

export interface FindOptions {
  /** A version, or how it begins. */
  to?: string | undefined;
  /** Whether a machine leads those that have the role; it is upgraded last. */
  leads(unit: { role: string; machine: string }): boolean;
  /** Packages of each round of a role's task `upgrade`. */
  roundsOf: UpgradeTasks["roundsOf"];
  /** Whether an upgrade that was forgotten left a machine half done; it comes first, since it may be down. */
  isHalfDone?(unit: { role: string; machine: string }): boolean;
}

/**
 * What there is to upgrade: roles in the order of what they require, the machines of a role one after another, all of them
 * once for every hop. Asks the sources of every machine. Throws once for all that may not be (refused).
 */
export async function findSteps(
  prepared: Prepared,
  { to, leads, roundsOf, isHalfDone }: FindOptions,
): Promise<UpgradeStep[]> {
  const { ordering, roles } = prepared;
  const units = await offeredUnits(prepared);
  if (to !== undefined) requireOffered(units, to);
  const hopsOf = (role: string) => roles.get(role)?.manifest.hops;
  const turn = (unit: OfferedUnit) => (isHalfDone?.(unit) ? -1 : Number(leads(unit)));
  const paths = ordering.order.map((role) =>
    units
      .filter((unit) => unit.role === role)
      .sort((one, other) => turn(one) - turn(other))
      .map((unit) => unitPath(unit, { to, hops: hopsOf(role), rounds: roundsOf(unit) })),
  );
  throwProblems(
    paths.flat().flatMap(({ problems }) => problems),
    (count) => `${count} packages cannot be upgraded as asked.`,
  );
  return togetherInHops(ordering.order, hopsOf).flatMap((group) =>
    inTurn(group.map((role) => (paths[ordering.order.indexOf(role)] ?? []).map(({ hops }) => hops))),
  );
}

/** A role on a machine, with what the sources of the machine offer of its packages. */
export interface OfferedUnit {
  role: string;
  machine: string;
  offers: readonly Offered[];
}

async function offeredUnits({ machines, ordering, selection }: Prepared): Promise<OfferedUnit[]> {
  const units = await settleMachines(
    machines.map(({ run }) => run.machine),
    async ({ name }) => {
      const machine = machines.find(({ plan }) => plan.machine === name) as PreparedMachine;
      const wanted = ordering.order
        .filter((role) => selection.unit({ role, machine: name }))
        .map((role) => ({ role, packages: packagesOf(machine, role) }));
      const offers = await offersOf(
        machine,
        wanted.flatMap(({ packages }) => packages),
      );
      return wanted.map(({ role, packages }) => ({
        role,
        machine: name,
        offers: offers.filter((offer) => packages.some((one) => one.name === offer.name)),
      }));
    },
  );
  return units.flat();
}

function requireOffered(units: readonly OfferedUnit[], to: string): void {
  const offers = units.flatMap((unit) => unit.offers);
  if (!offers.some((offer) => targetOf(offer, to))) throw versionNotOffered(to, offers);
}

type Hops = readonly (readonly UpgradeStep[])[];

/**
 * Of roles, the hops of each one's machines: every role makes a hop before any makes its next one, and in it every machine a
 * round before any goes on. Who has fewer hops to make joins for the last ones.
 */
function inTurn(roles: readonly (readonly Hops[])[]): UpgradeStep[] {
  const most = Math.max(0, ...roles.flat().map(({ length }) => length));
  return Array.from({ length: most }, (_, turn) =>
    roles.flatMap((machines) => inRounds(machines.map((hops) => hops[turn - most + hops.length] ?? []))),
  ).flat();
}

/** What belongs to no round comes first. */
function inRounds(machines: readonly (readonly UpgradeStep[])[]): UpgradeStep[] {
  const roundOf = ({ round = -1 }: UpgradeStep) => round;
  return machines.flat().sort((one, other) => roundOf(one) - roundOf(other));
}
