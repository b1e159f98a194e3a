import type { Event } from "./event.ts";
import { readEvents } from "./read-events.ts";

export interface MachineTimings {
  /** After the connection stands. */
  roundTrips: number;
  milliseconds: number;
  /** Round trips in order. */
  purposes: string[];
}

export interface Timings {
  /** Whole run; missing while it runs and of a killed one. */
  milliseconds?: number;
  /** Milliseconds by phase. */
  phases: Map<string, number>;
  machines: Map<string, MachineTimings>;
}

export function timingsOf(events: Iterable<Event>): Timings {
  const timings: Timings = { phases: new Map(), machines: new Map() };
  for (const event of events) {
    if (event.type === "run-finished") timings.milliseconds = event.milliseconds;
    if (event.type === "phase-finished") timings.phases.set(event.phase, event.milliseconds);
    if (event.type === "round-trip") countRoundTrip(timings.machines, event);
  }
  return timings;
}

function countRoundTrip(
  machines: Timings["machines"],
  { machine, purpose, milliseconds }: Extract<Event, { type: "round-trip" }>,
): void {
  const before = machines.get(machine) ?? { roundTrips: 0, milliseconds: 0, purposes: [] };
  machines.set(machine, {
    roundTrips: before.roundTrips + 1,
    milliseconds: before.milliseconds + milliseconds,
    purposes: [...before.purposes, purpose],
  });
}

/** Round trips by machine of the run that wrote the file. */
export async function countRoundTrips(eventsFile: string): Promise<Record<string, number>> {
  const { machines } = timingsOf(await readEvents(eventsFile));
  return Object.fromEntries([...machines].map(([machine, { roundTrips }]) => [machine, roundTrips]));
}
