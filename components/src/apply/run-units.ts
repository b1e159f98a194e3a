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
}

/**
 * Runs every unit as soon as those it waits for have ended well: the roles it requires on all their machines, the
 * roles before it on its own machine, and its predecessor when it is rolling. A failure skips what waits for it.
 */
export async function runUnits({ graph, concurrency, run }: RunUnitsOptions): Promise<UnitEnd[]> {
  const limit = pLimit(concurrency);
  const units = new Map(unitsOf(graph).map((unit) => [keyOf(unit), unit]));
  const ends = new Map<string, Promise<UnitEnd>>();
  const end = (unit: Unit, path: readonly string[] = []): Promise<UnitEnd> => {
    const key = keyOf(unit);
    if (path.includes(key)) throw waitsForItself([...path, key]);
    const known = ends.get(key);
    if (known) return known;
    const others = prerequisites(graph, unit).filter((other) => units.has(keyOf(other)));
    const waitsFor = others.map((other) => end(other, [...path, key]));
    const ended = endOf(unit, waitsFor, () => limit(() => run(unit)));
    ends.set(key, ended);
    return ended;
  };
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
