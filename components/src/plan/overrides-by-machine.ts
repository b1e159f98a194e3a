import {
  groupBy,
  type Machine,
  type Manifest,
  type Override,
  overridesOf,
  throwProblems,
  unknownOverrideMachine,
} from "@lambdastack/core";

/** What documents override, by machine. Throws for all whose machine the cluster does not have (invalid). */
export function overridesByMachine(manifest: Manifest, machines: readonly Machine[]): Map<string, Override[]> {
  const names = machines.map(({ name }) => name);
  const overrides = overridesOf(manifest);
  const lost = overrides.filter(({ machine }) => !names.includes(machine));
  throwProblems(
    lost.map((one) => unknownOverrideMachine(one, names)),
    (count) => `${count} overrides are for machines that the cluster does not have.`,
  );
  return groupBy(overrides, ({ machine }) => machine);
}
