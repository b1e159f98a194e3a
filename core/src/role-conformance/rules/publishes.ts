import { publishedValueFindings } from "../../engine/published-value.ts";
import { isAnsibleTask } from "../../plugin-host/ansible-task.ts";
import type { ValueContract } from "../../plugin-host/role.ts";
import type { Value } from "../../resources/resource.ts";
import type { Observation, RoleUnderTest, Rule } from "../rule.ts";

/** After apply the state holds what role.yml promises to those who read it. What Ansible publishes only a machine tells. */
export const publishes: Rule = {
  name: "publishes",
  promise: "publishes every value that role.yml names, in the form given there",
  problems: (subject) =>
    isAnsibleTask(subject.role.tasks.apply)
      ? []
      : subject.observations.flatMap((observation) => wrong(subject, observation)),
};

function wrong({ role }: RoleUnderTest, { published, state }: Observation): string[] {
  if (published === undefined) return [];
  const declared = role.manifest.publishes ?? {};
  const missing = Object.keys(declared).filter((name) => !Object.hasOwn(published, name));
  const undeclared = Object.keys(published).filter((name) => !Object.hasOwn(declared, name));
  return [
    ...missing.map((name) => `With ${state.name}, apply does not publish "${name}".`),
    ...undeclared.map((name) => `With ${state.name}, apply publishes "${name}", which role.yml does not name.`),
    ...Object.entries(declared).flatMap(([name, schema]) => formProblems(name, schema, published[name])),
  ];
}

function formProblems(name: string, schema: ValueContract, value: Value | undefined): string[] {
  if (value === undefined) return [];
  return publishedValueFindings(schema, name, value).map(({ message }) => `The published ${message}.`);
}
