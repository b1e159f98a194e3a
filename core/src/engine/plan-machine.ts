import { throwProblems } from "../errors/stack-error.ts";
import { canonicalHash } from "./canonical-hash.ts";
import { type Compared, compareResources, pathsOf, producedBy } from "./compare-resources.ts";
import { conceal } from "./conceal.ts";
import { mergeJournal, unfinishedEntry } from "./journal.ts";
import { handOver, type Ledger, newLedger } from "./ledger.ts";
import { findLeft, judgeLeft } from "./left-resources.ts";
import type { MachineRun } from "./machine-run.ts";
import { materialise } from "./materialise.ts";
import { observe, type Wanted } from "./observe.ts";
import { unknownOverrideResource } from "./override-errors.ts";
import type { MachinePlan, PlannedChange, PlannedOverride } from "./plan.ts";

/** A machine's plan together with all that applying it needs. Not serialisable. */
export interface PreparedMachine {
  run: MachineRun;
  plan: MachinePlan;
  /** Every wanted resource with what was observed of it, in order. */
  compared: readonly Compared[];
  /** What left the list and will be removed, in the order of removal. */
  removals: readonly Compared[];
  /** Keys (`outputKey`) of outputs that this plan may alter; plan the machines that consume them again. */
  pendingOutputs: readonly string[];
  /** What was applied so far; grows while applying. */
  ledger: Ledger;
}

export interface PlanOptions {
  /** Keys (`outputKey`) of outputs that other machines' plans may alter. */
  pendingOutputs?: ReadonlySet<string>;
}

/** Compares everything a machine should be with what it is, in one round trip. Changes nothing. */
export async function planMachine(run: MachineRun, options: PlanOptions = {}): Promise<PreparedMachine> {
  noteUnfinished(run);
  const wanted = wantedOf(run, options);
  const overrides = wanted.flatMap(plannedOverrides);
  const applied = handOver(mergeJournal(run.applied, run.journal ?? []), wanted);
  const left = findLeft(run, applied, wanted);
  const leaving = left.flatMap(({ removal }) => removal ?? []);
  const observed = await observeAll(run, [...wanted, ...leaving]);
  const judged = judgeLeft(left, observed, { machine: run.machine.name, os: run.facts.os });
  const removals = judged.removals.reverse();
  const compared = compareWanted(run, wanted, observed, removals);
  const changes = listChanges(run, compared, removals);
  for (const change of changes) run.events.emit({ type: "resource-planned", ...shown(change) });
  return {
    run,
    compared,
    removals,
    pendingOutputs: compared.filter(isChanged).flatMap((one) => producedBy(one.wanted, run.machine.name)),
    ledger: newLedger(applied, {
      isUnsaved: canonicalHash(applied) !== canonicalHash(run.applied),
      leaving: removals.map((one) => one.wanted.id),
    }),
    plan: {
      machine: run.machine.name,
      exists: run.session !== undefined,
      changes,
      compared: wanted.length,
      ...(overrides.length > 0 && { overrides }),
      unmanaged: judged.unmanaged,
      deferred: [...(run.deferred ?? [])],
      observedHash: hashObserved(observed),
    },
  };
}

/** Throws for all overrides that stand for nothing, unless a role is deferred that may want it. */
function wantedOf(run: MachineRun, options: PlanOptions): Wanted[] {
  const { machine, types, overrides = [], deferred = [] } = run;
  const sources = { secrets: run.secrets, outputs: run.outputs, ...options };
  const wanted = materialise(run.roles, { machine: machine.name, types, sources, overrides });
  const ids = wanted.map(({ id }) => id);
  const lost = deferred.length > 0 ? [] : overrides.filter(({ resource }) => !ids.includes(resource));
  throwProblems(
    lost.map((one) => unknownOverrideResource(one, ids)),
    (count) => `${count} overrides are for nothing on ${machine.name}.`,
  );
  return wanted;
}

const plannedOverrides = ({ role, id, overrides }: Wanted): PlannedOverride[] =>
  overrides.map(({ property, name }) => ({ role, resource: id, property, document: name }));

export function isChanged(compared: Compared): boolean {
  return compared.change !== undefined;
}

function noteUnfinished({ machine, journal, events }: MachineRun): void {
  const last = unfinishedEntry(journal ?? []);
  if (!last) return;
  const resource = `${last.type}:${last.identity}`;
  events.emit({
    type: "note",
    message: `The last run on ${machine.name} ended while changing ${resource} of role ${last.role}.`,
  });
}

async function observeAll(run: MachineRun, items: readonly Wanted[]): Promise<Map<Wanted, unknown>> {
  if (run.session) return observe(run.session, items, run.facts.os);
  return new Map(items.map((item) => [item, item.type.nothing(item.props as never)]));
}

/** Removals come first, so that a service sees what was taken from the paths it watches. */
function compareWanted(
  run: MachineRun,
  wanted: readonly Wanted[],
  observed: ReadonlyMap<Wanted, unknown>,
  removals: readonly Compared[],
): Compared[] {
  const items = wanted.map((item) => ({ wanted: item, observed: observed.get(item) }));
  const removedPaths = removals.flatMap((removal) => pathsOf(removal.wanted));
  return compareResources(items, { machine: run.machine.name, os: run.facts.os, removedPaths });
}

function listChanges(run: MachineRun, compared: readonly Compared[], removals: readonly Compared[]): PlannedChange[] {
  const machine = run.machine.name;
  const list = (items: readonly Compared[], more: object): PlannedChange[] =>
    items.flatMap(({ wanted, change }) =>
      change ? [{ ...conceal(change, wanted), ...more, machine, role: wanted.role, resource: wanted.id }] : [],
    );
  return [...list(removals, { action: "delete", destroys: true }), ...list(compared, {})];
}

function shown({ machine, role, resource, action, differences }: PlannedChange) {
  return { machine, role, resource, action, differences };
}

function hashObserved(observed: ReadonlyMap<Wanted, unknown>): string {
  return canonicalHash(
    [...observed].map(([{ id }, value]) => [id, value]).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}
