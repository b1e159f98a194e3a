import { StackError } from "../../errors/stack-error.ts";
import { isHostFault } from "../../plugin-host/plugin-conduct.ts";
import type { Observation, RoleUnderTest, Rule } from "../rule.ts";
import { configurable } from "./configurable.ts";

/** Faults of loading are another rule's. */
const ofLoading: ReadonlySet<string> = new Set(["plugin-not-loadable", "wrong-export"]);

export const returns: Rule = {
  name: "returns",
  promise: "returns resources that satisfy the schemas of their types",
  problems: (subject) => (isConfigurable(subject) ? subject.observations.flatMap(told) : []),
};

/** Without a configuration no task can be asked, which is another rule's finding. */
const isConfigurable = (subject: RoleUnderTest): boolean => [configurable.problems(subject)].flat().length === 0;

function told({ task, state, error }: Observation): string[] {
  if (error === undefined || isHostFault(error)) return [];
  if (error instanceof StackError && ofLoading.has(error.code)) return [];
  const problems = error instanceof StackError && error.problems.length > 0 ? error.problems : [error];
  return problems.map(({ message }) => `With ${state.name}, ${task}: ${message}`);
}
