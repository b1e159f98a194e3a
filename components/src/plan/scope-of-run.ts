import type { MachinePlan, PreparedMachine, Role, Run } from "@lambdastack/core";
import type { Selection } from "../apply/selection.ts";
import { influencedSelection, together } from "./influenced.ts";
import type { MachineToPlan } from "./machine-to-plan.ts";
import { requireOurs, thoseThatAnswer } from "./require-ours.ts";

export interface ScopeOptions {
  run: Run;
  /** Every machine of the cluster. */
  machines: readonly MachineToPlan[];
  /** What the run was asked to change. */
  asked: Selection;
  roles: ReadonlyMap<string, Role>;
  /** What the user accepted when the plan was shown. */
  accepted?: Selection | undefined;
}

export interface Scope {
  /** What the run changes. */
  selection: Selection;
  /** What it has an effect on besides, and leaves as it is. */
  proposed: Selection;
  /** Machines that are compared for one or the other, in the cluster's order. */
  machines: readonly MachineToPlan[];
}

const nothing: Selection = { machine: () => false, unit: () => false, isWhole: () => false };

/** Widens a run by what it influences: as a part of it where that is accepted, else only to be looked at. */
export async function scopeOfRun({ run, machines, asked, roles, accepted }: ScopeOptions): Promise<Scope> {
  const all = machines.map(({ machine }) => machine);
  const influenced = influencedSelection({ machines: all, roles, selection: asked });
  const besides = ({ machine }: Selection) =>
    machines.filter((one) => !asked.machine(one.machine.name) && machine(one.machine.name));
  const added = run.workspace.settings.acceptInfluences ? influenced : accepted;
  if (added) {
    await requireOurs(run, besides(added));
    const selection = together(asked, added);
    return {
      selection,
      proposed: nothing,
      machines: machines.filter(({ machine }) => selection.machine(machine.name)),
    };
  }
  const answering = await thoseThatAnswer(run, besides(influenced));
  const compared = machines.filter((one) => asked.machine(one.machine.name) || answering.includes(one));
  return { selection: asked, proposed: influenced, machines: compared };
}

/** A narrowed run shows and does only its own part. */
export const partsOf = (compared: readonly PreparedMachine[], selection: Selection): PreparedMachine[] =>
  compared.filter(({ plan }) => selection.machine(plan.machine)).map((machine) => narrowed(machine, selection));

function narrowed(prepared: PreparedMachine, selection: Selection): PreparedMachine {
  const { plan } = prepared;
  if (selection.isWhole(plan.machine)) return prepared;
  const changes = plan.changes.filter((change) => selection.unit(change));
  return { ...prepared, plan: { ...plan, changes, ...overridesWithin(plan, selection) } };
}

/** Nothing is told of what documents override in roles that the run leaves alone. */
const overridesWithin = ({ machine, overrides = [] }: MachinePlan, { unit }: Selection) => ({
  overrides: overrides.filter(({ role }) => unit({ role, machine })),
});

/** What roles that the run influences would change: of machines with such changes, those alone. */
export function proposals(compared: readonly PreparedMachine[], { proposed }: Scope): MachinePlan[] {
  return compared
    .map(({ plan }) => ({
      ...plan,
      changes: plan.changes.filter((change) => proposed.unit(change)),
      ...overridesWithin(plan, proposed),
      unmanaged: [],
      deferred: plan.deferred.filter(({ role }) => proposed.unit({ role, machine: plan.machine })),
    }))
    .filter(({ changes, deferred }) => changes.length + deferred.length > 0);
}

/** The roles on machines that proposals show, and no others. */
export function shownIn(influenced: readonly MachinePlan[]): Selection {
  const roles = new Map(
    influenced.map(({ machine, changes, deferred }) => [
      machine,
      new Set([...changes, ...deferred].map(({ role }) => role)),
    ]),
  );
  return {
    machine: (name) => roles.has(name),
    unit: ({ role, machine }) => roles.get(machine)?.has(role) ?? false,
    isWhole: () => false,
  };
}
