import type { OutputReference, RoleResources } from "@lambdastack/core";
import type { Unit } from "../apply/run-units.ts";

/** For a unit, those that produce an output it uses: it waits for them. */
export type OutputEdges = (unit: Unit) => readonly Unit[];

/** Reads who produces and who uses outputs from the resources of all machines; `pending` are those of Ansible roles. */
export function outputEdges(
  resources: ReadonlyMap<string, readonly RoleResources[]>,
  pending: readonly (Unit & { name: string })[] = [],
): OutputEdges {
  const producers = new Map<string, Unit>(
    pending.map(({ role, machine, name }) => [keyOf(machine, name), { role, machine }]),
  );
  const used = new Map<string, OutputReference[]>();
  for (const [machine, roles] of resources)
    for (const { role, resources: own } of roles) {
      for (const { props } of own)
        if (typeof props.output === "string") producers.set(keyOf(machine, props.output), { role, machine });
      used.set(keyOf(machine, role), referencesIn(own));
    }
  return ({ role, machine }) =>
    (used.get(keyOf(machine, role)) ?? [])
      .flatMap((reference) => producers.get(keyOf(reference.machine, reference.name)) ?? [])
      .filter((producer) => producer.machine !== machine);
}

const keyOf = (machine: string, name: string) => `${machine} ${name}`;

function referencesIn(value: unknown): OutputReference[] {
  if (typeof value !== "object" || value === null) return [];
  if ((value as OutputReference).$tag === "output") return [value as OutputReference];
  return Object.values(value).flatMap(referencesIn);
}
