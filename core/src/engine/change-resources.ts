import type { OperatingSystem } from "../machines/machine.ts";
import type { Change } from "../resources/resource-type.ts";
import { type ChangeStepResult, runChangeStep } from "./change-step.ts";
import { compareNow, isCreation } from "./compare-resources.ts";
import { conceal } from "./conceal.ts";
import { changedSincePlan, didNotConverge, interrupted, machineNotConnected } from "./errors.ts";
import { markJournal, wasCreated } from "./ledger.ts";
import type { AppliedMachine, MachineRun } from "./machine-run.ts";
import { declarationOf } from "./materialise.ts";
import { observe, type Wanted } from "./observe.ts";
import type { PreparedMachine } from "./plan-machine.ts";

/** What a caller gives to every function that changes a machine. */
export interface ChangeOptions {
  /** Aborted: the resource in work is finished, no further one is begun. */
  signal: AbortSignal;
  /** Stores `applied/<machine>.json`; called after every change. */
  recorded(applied: AppliedMachine): Promise<void>;
}

/** What is to be done with each planned resource. */
export interface ChangeWork extends ChangeOptions {
  prepared: PreparedMachine;
  items: readonly { wanted: Wanted; change: Change }[];
  /** The resource with the values of this moment; throws where one is still unknown. */
  refresh(wanted: Wanted): Wanted;
  /** Keeps in the ledger what became of a resource; `created` when it was not there before. */
  keep(wanted: Wanted, observed: unknown, created: boolean): Promise<void>;
}

type Connected = MachineRun & Required<Pick<MachineRun, "session">>;

/** What the last round trip told about the resource that comes next. */
interface Ahead {
  wanted: Wanted;
  observed: unknown;
}

interface Visit {
  work: ChangeWork;
  run: Connected;
  planned: Change;
  ahead: Ahead | undefined;
  next: Wanted | undefined;
}

/** Checks and changes planned resources one after another. Returns how many changed. Stops at the first failure. */
export async function changeResources(work: ChangeWork): Promise<number> {
  if (work.items.length === 0) return 0;
  const run = connected(work.prepared.run);
  let changed = 0;
  let ahead: Ahead | undefined;
  for (const [index, { wanted, change }] of work.items.entries()) {
    if (work.signal.aborted) throw interrupted(run.machine.name, wanted.id);
    const next = work.items[index + 1]?.wanted;
    const visit = { work, run, planned: change, ahead: ahead?.wanted.id === wanted.id ? ahead : undefined, next };
    const outcome = await reported(visit, wanted);
    changed += outcome.changed ? 1 : 0;
    ahead = outcome.ahead;
  }
  return changed;
}

function connected(run: MachineRun): Connected {
  const { session } = run;
  if (!session) throw machineNotConnected(run.machine.name);
  return { ...run, session };
}

function place({ machine, facts }: MachineRun): { machine: string; os: OperatingSystem } {
  return { machine: machine.name, os: facts.os };
}

interface Outcome {
  changed: boolean;
  ahead: Ahead | undefined;
}

/** Tells the events what happens to one resource. */
async function reported(visit: Visit, wanted: Wanted): Promise<Outcome> {
  const { events, machine } = visit.run;
  const subject = { machine: machine.name, role: wanted.role, resource: wanted.id };
  const { action } = visit.planned;
  const begun = performance.now();
  events.emit({ type: "resource-started", ...subject, action });
  try {
    const outcome = await visitResource(visit, wanted);
    const milliseconds = Math.round(performance.now() - begun);
    events.emit({ type: "resource-finished", ...subject, action, changed: outcome.changed, milliseconds });
    return outcome;
  } catch (failure) {
    events.emit({ type: "resource-failed", ...subject, ...explain(failure) });
    throw failure;
  }
}

function explain(failure: unknown): { message: string; output?: string } {
  const [message = "", ...output] = (failure instanceof Error ? failure.message : String(failure)).split("\n");
  return output.length === 0 ? { message } : { message, output: output.map((line) => line.trim()).join("\n") };
}

/** Check, then change, then check again. */
async function visitResource(visit: Visit, stale: Wanted): Promise<Outcome> {
  const { work, run, ahead } = visit;
  const wanted = ahead?.wanted ?? work.refresh(stale);
  const observed = ahead ? ahead.observed : (await observe(run.session, [wanted], run.facts.os)).get(wanted);
  const change = compareNow(wanted, observed, place(run));
  if (!change) {
    await work.keep(wanted, observed, false);
    return { changed: false, ahead: undefined };
  }
  guardPromise(visit, wanted, change);
  await storeUnsaved(work);
  const next = lookAhead(visit);
  const result = await makeChange({ visit, wanted, change, observed, next });
  throwIfDifferent(visit, wanted, result.after);
  await keepChanged({ visit, wanted, result });
  return { changed: true, ahead: next && { wanted: next, observed: result.ahead } };
}

/** Approval was given for what the plan showed; a change that destroys although that was not shown is refused. */
function guardPromise({ run, planned }: Visit, wanted: Wanted, change: Change): void {
  if (!change.destroys || planned.destroys || planned.action === "may-run") return;
  throw changedSincePlan(declarationOf(wanted, run.machine.name), `it would now ${change.action} something`);
}

/** What was merged from the journal must be stored before a new run's first entry replaces that journal. */
async function storeUnsaved({ prepared: { ledger }, recorded }: ChangeWork): Promise<void> {
  if (!ledger.isUnsaved) return;
  await recorded(ledger.applied);
  ledger.isUnsaved = false;
}

/** The next resource can be looked at in the same round trip, unless it waits for what this one produces. */
function lookAhead({ work, next }: Visit): Wanted | undefined {
  if (!next || next.outputs.length > 0 || next.unknown.length > 0) return undefined;
  return work.refresh(next);
}

interface ChangeResult extends ChangeStepResult {
  created: boolean;
}

interface Making {
  visit: Visit;
  wanted: Wanted;
  change: Change;
  observed: unknown;
  next: Wanted | undefined;
}

async function makeChange({ visit, wanted, change, observed, next }: Making): Promise<ChangeResult> {
  const { ledger } = visit.work.prepared;
  ledger.sequence += 1;
  const entry = {
    run: ledger.run,
    sequence: ledger.sequence,
    role: wanted.role,
    type: wanted.type.name,
    identity: wanted.identity,
    created: isCreation(wanted, change, { observed, os: visit.run.facts.os }),
  };
  return { ...(await runChangeStep(visit.run, { wanted, change, observed, entry, next })), created: entry.created };
}

/** A command that always runs is never as wanted; everything else must be after its change. */
function throwIfDifferent({ run }: Visit, wanted: Wanted, after: unknown): void {
  if (wanted.props.always === true) return;
  const remaining = compareNow(wanted, after, place(run));
  if (!remaining) return;
  const { action, differences } = conceal(remaining, wanted);
  const fields = differences.map(({ field, from, to }) => `${field} (${from ?? "nothing"}, wanted ${to ?? "nothing"})`);
  throw didNotConverge(declarationOf(wanted, run.machine.name), fields.length === 0 ? action : fields.join(", "));
}

interface Changed {
  visit: Visit;
  wanted: Wanted;
  result: ChangeResult;
}

async function keepChanged({ visit, wanted, result }: Changed): Promise<void> {
  const { work, run } = visit;
  const { output } = wanted.props;
  if (typeof output === "string") await run.outputs.write(run.machine.name, output, result.stdout.replace(/\n$/, ""));
  await work.keep(wanted, result.after, result.created);
  markJournal(work.prepared.ledger);
  await work.recorded(work.prepared.ledger.applied);
}

/** Whether a resource counts as ours to remove: made in this run, or in an earlier one. */
export function countsAsCreated({ ledger }: PreparedMachine, wanted: Wanted, createdNow: boolean): boolean {
  return createdNow || wasCreated(ledger, wanted.id);
}
