import { type PreparedMachine, settleMachines, throwProblems } from "@lambdastack/core";
import type { PreparedComponents } from "../components-run.ts";
import { versionNotOffered } from "./errors.ts";
import { type Offered, offersOf, packagesOf } from "./offers.ts";
import { targetOf } from "./package-path.ts";
import { unitPath } from "./unit-path.ts";
import type { UpgradeStep } from "./upgrade-run.ts";

type Prepared = Pick<PreparedComponents, "machines" | "ordering" | "selection" | "roles">;

export interface FindOptions {
  /** A version, or how it begins. */
  to?: string | undefined;
  /** Whether a machine leads those that have the role; it is upgraded last. */
  leads(unit: { role: string; machine: string }): boolean;
  /** Whether an upgrade that was forgotten left a machine half done; it comes first, since it may be down. */
  isHalfDone?(unit: { role: string; machine: string }): boolean;
}

/**
 * What there is to upgrade: roles in the order of what they require, the machines of a role one after another, all of them
 * once for every hop. Asks the sources of every machine. Throws once for all that may not be (refused).
 */
export async function findSteps(prepared: Prepared, { to, leads, isHalfDone }: FindOptions): Promise<UpgradeStep[]> {
  const { ordering, roles } = prepared;
  const units = await offeredUnits(prepared);
  if (to !== undefined) requireOffered(units, to);
  const turn = (unit: OfferedUnit) => (isHalfDone?.(unit) ? -1 : Number(leads(unit)));
  const paths = ordering.order.map((role) =>
    units
      .filter((unit) => unit.role === role)
      .sort((one, other) => turn(one) - turn(other))
      .map((unit) => unitPath(unit, { to, hops: roles.get(role)?.manifest.hops })),
  );
  throwProblems(
    paths.flat().flatMap(({ problems }) => problems),
    (count) => `${count} packages cannot be upgraded as asked.`,
  );
  return paths.flatMap((units) => inTurn(units.map(({ steps }) => steps)));
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

/** Every machine makes a hop before any makes its next one; who has fewer to make joins for the last ones. */
function inTurn(units: readonly (readonly UpgradeStep[])[]): UpgradeStep[] {
  const most = Math.max(0, ...units.map(({ length }) => length));
  return Array.from({ length: most }, (_, turn) =>
    units.flatMap((steps) => steps[turn - most + steps.length] ?? []),
  ).flat();
}
