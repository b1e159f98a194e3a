import type { Machine, Published, State, Value } from "@lambdastack/core";
import type { MachineToPlan } from "./machine-to-plan.ts";

/** What machines outside a narrowed run (or stopped ones) published when they were last applied, by name. */
export function publishedBefore(
  state: State | undefined,
  machines: readonly Machine[],
  compared: readonly MachineToPlan[],
): Map<string, Published[]> {
  const fresh = new Set(compared.filter(({ presence }) => presence !== "stopped").map(({ machine }) => machine.name));
  const left = new Map(machines.filter(({ name }) => !fresh.has(name)).map((machine) => [machine.name, machine]));
  const published = new Map<string, Published[]>();
  for (const [name, value] of publications(state, left)) published.set(name, [...(published.get(name) ?? []), value]);
  return published;
}

function publications(state: State | undefined, machines: ReadonlyMap<string, Machine>): [string, Published][] {
  return Object.values(state ?? {}).flatMap((section) => {
    if (typeof section !== "object" || typeof section.role !== "string") return [];
    const { role } = section;
    return Object.entries(section.published ?? {}).flatMap(([name, values]) =>
      Object.entries(values).flatMap(([machineName, value]): [string, Published][] => {
        const machine = machines.get(machineName);
        return machine ? [[name, { role, machine, value: value as Value }]] : [];
      }),
    );
  });
}
