import { type PreparedMachine, type StackError, settleMachines, throwProblems } from "@lambdastack/core";
import { rollingOrder } from "../apply/rolling-order.ts";
import type { PreparedComponents } from "../components-run.ts";
import { downgrade } from "./errors.ts";
import { type Offered, offersOf, packagesOf } from "./offers.ts";
import type { UpgradeStep } from "./upgrade-run.ts";

type Prepared = Pick<PreparedComponents, "machines" | "ordering" | "selection">;

/**
 * What there is to upgrade: roles in the order of what they require, the machines of a role one after another. Asks the
 * sources of every machine. Throws once for every `downgrade` (refused).
 */
export async function findSteps({ machines, ordering, selection }: Prepared): Promise<UpgradeStep[]> {
  const offers = new Map<string, readonly Offered[]>();
  const selected = (machine: PreparedMachine) =>
    ordering.order.filter((role) => selection.unit({ role, machine: machine.plan.machine }));
  await settleMachines(
    machines.map(({ run }) => run.machine),
    async ({ name }) => {
      const machine = preparedOf(machines, name);
      const packages = selected(machine).flatMap((role) => packagesOf(machine, role));
      offers.set(name, await offersOf(machine, packages));
    },
  );
  const units = ordering.order.flatMap((role) =>
    rollingOrder(machines, role)
      .filter((machine) => selected(machine).includes(role))
      .map((machine) => unitOf(role, machine, offers.get(machine.plan.machine) ?? [])),
  );
  throwProblems(
    units.flatMap(({ problems }) => problems),
    (count) => `${count} packages would be downgraded.`,
  );
  return units.map(({ step }) => step).filter(({ packages }) => packages.length > 0);
}

function unitOf(role: string, machine: PreparedMachine, offers: readonly Offered[]) {
  const names = packagesOf(machine, role).map(({ name }) => name);
  const mine = offers.filter(({ name }) => names.includes(name));
  const unit = { role, machine: machine.plan.machine };
  const asPackage = ({ name, installed, offered }: Offered) => ({ name, from: installed, to: offered });
  const problems: StackError[] = mine
    .filter(({ order }) => order === "older")
    .map((offer) => downgrade(unit, asPackage(offer)));
  const packages = mine.filter(({ order }) => order === "newer").map(asPackage);
  return { step: { ...unit, packages, isDone: false } satisfies UpgradeStep, problems };
}

function preparedOf(machines: readonly PreparedMachine[], name: string): PreparedMachine {
  const found = machines.find(({ plan }) => plan.machine === name);
  if (!found) throw new Error(`machine ${name} was not compared`);
  return found;
}
