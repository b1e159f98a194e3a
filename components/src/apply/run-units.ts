import pLimit from "p-limit";
import { waitsForItself } from "../errors.ts";

/** One role on one machine. */
export interface Unit {
  role: string;
  machine: string;
}

export interface UnitGraph {
  /** Roles in run order. */
  order: readonly string[];
  /** Roles that must have ended well everywhere before a role starts. */
  before: Readonly<Record<string, readonly string[]>>;
  /** Machines of each role, in order. */
  machines: Readonly<Record<string, readonly string[]>>;
  /** Roles that go one machine after the other. */
  rolling: ReadonlySet<string>;
  /** Roles whose machines start at the same moment, as one piece of work. */
  together?: ReadonlySet<string>;
  /** Units of other machines whose output this one uses. */
  outputs?: (unit: Unit) => readonly Unit[];
}

export type UnitEnd = { unit: Unit; end: "done" } | { unit: Unit; end: "failed"; error: unknown } | SkippedUnit;

interface SkippedUnit {
  unit: Unit;
  end: "skipped";
  /** The unit whose failure stopped this one. */
  because: Unit;
}

export interface RunUnitsOptions {
  graph: UnitGraph;
  concurrency: number;
  run(unit: Unit): Promise<void>;
  /** Runs a role of `together` on all of its machines; returns the errors of those that failed. */
  runTogether?(units: readonly Unit[]): Promise<ReadonlyMap<string, unknown>>;
}

/**
 * Runs every unit as soon as those it waits for have ended well: the roles it requires on all their machines, the
 * roles before it on its own machine, and its predecessor when it is rolling. A failure skips what waits for it.
 */
export async function runUnits({ graph, concurrency, run, runTogether }: RunUnitsOptions): Promise<UnitEnd[]> {
  const limit = pLimit(concurrency);
  const units = new Map(unitsOf(graph).map((unit) => [keyOf(unit), unit]));
  const ends = new Map<string, Promise<UnitEnd>>();
  const batches = new Map<string, Promise<UnitEnd[]>>();
  const batch = (role: string, path: readonly string[]): Promise<UnitEnd[]> => {
    const members = unitsOfRole(graph, role);
    const waiting = members.map((unit) => ({ unit, waitsFor: waitsOf(unit, [...path, role]) }));
    return endTogether(waiting, (ready) => limit(async () => (await runTogether?.(ready)) ?? new Map()));
  };
  const end = (unit: Unit, path: readonly string[] = []): Promise<UnitEnd> => {
    const isTogether = graph.together?.has(unit.role) ?? false;
    const key = isTogether ? unit.role : keyOf(unit);
    if (path.includes(key)) throw waitsForItself([...path, key]);
    if (isTogether) {
      const all = batches.get(key) ?? batch(key, path);
      batches.set(key, all);
      return all.then((found) => found.find((one) => keyOf(one.unit) === keyOf(unit)) as UnitEnd);
    }
    const known = ends.get(key);
    if (known) return known;
    const ended = endOf(unit, waitsOf(unit, [...path, key]), () => limit(() => run(unit)));
    ends.set(key, ended);
    return ended;
  };
  const waitsOf = (unit: Unit, path: readonly string[]) =>
    prerequisites(graph, unit)
      .filter((other) => units.has(keyOf(other)))
      .map((other) => end(other, path));
  return Promise.all([...units.values()].map((unit) => end(unit)));
}

const keyOf = ({ role, machine }: Unit) => `${role} ${machine}`;

const unitsOf = (graph: UnitGraph): Unit[] =>
  graph.order.flatMap((role) => (graph.machines[role] ?? []).map((machine) => ({ role, machine })));

function prerequisites(graph: UnitGraph, unit: Unit): Unit[] {
  const required = (graph.before[unit.role] ?? []).flatMap((role) => unitsOfRole(graph, role));
  const earlier = graph.order.slice(0, graph.order.indexOf(unit.role));
  const onMachine = earlier
    .flatMap((role) => unitsOfRole(graph, role))
    .filter((other) => other.machine === unit.machine);
  return [...required, ...onMachine, ...predecessor(graph, unit), ...(graph.outputs?.(unit) ?? [])];
}

const unitsOfRole = (graph: UnitGraph, role: string): Unit[] =>
  (graph.machines[role] ?? []).map((machine) => ({ role, machine }));

function predecessor(graph: UnitGraph, { role, machine }: Unit): Unit[] {
  if (!graph.rolling.has(role)) return [];
  const machines = graph.machines[role] ?? [];
  const before = machines[machines.indexOf(machine) - 1];
  return before === undefined ? [] : [{ role, machine: before }];
}

async function endOf(unit: Unit, waitsFor: Promise<UnitEnd>[], run: () => Promise<void>): Promise<UnitEnd> {
  const bad = (await Promise.all(waitsFor)).find(({ end }) => end !== "done");
  if (bad) return { unit, end: "skipped", because: bad.end === "skipped" ? bad.because : bad.unit };
  try {
    await run();
    return { unit, end: "done" };
  } catch (error) {
    return { unit, end: "failed", error };
  }
}

interface Waiting {
  unit: Unit;
  waitsFor: Promise<UnitEnd>[];
}

/** A machine that is stopped by an earlier failure does not keep the others. */
async function endTogether(
  members: readonly Waiting[],
  run: (ready: readonly Unit[]) => Promise<ReadonlyMap<string, unknown>>,
): Promise<UnitEnd[]> {
  const none = new Map<string, unknown>();
  const looked = await Promise.all(members.map(({ unit, waitsFor }) => endOf(unit, waitsFor, async () => undefined)));
  const ready = looked.flatMap(({ unit, end }) => (end === "done" ? [unit] : []));
  const failed = await (ready.length === 0 ? none : run(ready).catch((error) => allOf(ready, error)));
  return looked.map((one) =>
    one.end === "done" && failed.has(one.unit.machine)
      ? { unit: one.unit, end: "failed", error: failed.get(one.unit.machine) }
      : one,
  );
}

const allOf = (units: readonly Unit[], error: unknown) => new Map(units.map(({ machine }) => [machine, error]));
