import { isDeepStrictEqual } from "node:util";
import { adoptedValue, valueOfKey } from "../../adoption/adopted-value.ts";
import type { AdoptedKey } from "../../plugin-host/role.ts";
import { configured } from "../../role-testing/in-memory-role.ts";
import type { Observation, RoleUnderTest, Rule } from "../rule.ts";

/** A change by hand is written to the key that was read back from the machine: reading must give what was written. */
export const adoptable: Rule = {
  name: "adoptable",
  promise: "finds the value of each key under adopts again in what apply returns",
  problems(subject) {
    const { adopts = [] } = subject.role.manifest;
    return adopts.flatMap((one) => problemOf(one, subject) ?? []);
  },
};

function problemOf(adopted: AdoptedKey, { role, observations }: RoleUnderTest): string | undefined {
  const { key, resource, property } = adopted;
  const applied = observations.filter(({ task, outcomes }) => task === "apply" && outcomes !== undefined);
  const found = applied.flatMap(({ state, outcomes = [] }) => readings(adopted, { state, outcomes, role }));
  if (found.length === 0) return `It adopts ${key} from ${resource}, which apply never returns.`;
  const wrong = found.find(({ configured: value, read }) => value === undefined || !isDeepStrictEqual(value, read));
  if (!wrong) return undefined;
  if (wrong.configured === undefined) return `It adopts ${key}, which is no key of its configuration.`;
  return `It adopts ${key} from ${property} of ${resource}, where ${JSON.stringify(wrong.configured)} is not found again.`;
}

type Answered = Required<Pick<Observation, "state" | "outcomes">> & Pick<RoleUnderTest, "role">;

function readings(adopted: AdoptedKey, { state, outcomes, role }: Answered) {
  const { config } = configured({ folder: role.directory, manifest: role.manifest }, state.specification);
  const value = valueOfKey(config, adopted.key);
  return outcomes
    .filter(({ id }) => id === adopted.resource)
    .map(({ props }) => ({ configured: value, read: adoptedValue(adopted, props[adopted.property], value) }));
}
