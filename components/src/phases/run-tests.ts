import {
  type CheckResult,
  type ComponentsHooks,
  checkTypes,
  type Phase,
  runChecks,
  settleMachines,
} from "@lambdastack/core";
import { ansibleTests } from "../ansible/ansible-tests.ts";
import type { ComponentsRun } from "../components-run.ts";
import { askRoles } from "../tasks/ask-roles.ts";
import { type RoleChoice, roleChoice } from "../tasks/role-choice.ts";

export interface TestRun extends ComponentsRun {
  /** Set by this phase. */
  results?: readonly CheckResult[];
}

/** Asks every role what should work and tries it from its machines. */
export const runTests = (hooks: ComponentsHooks, choice: RoleChoice = {}): Phase<TestRun> => ({
  name: "run-tests",
  title: "Testing roles",
  async run(components) {
    const { run } = components;
    const { events, workspace, secrets, outputs } = run;
    const ansible = ansibleTests(run);
    const asked = await askRoles(components, { task: "test", hooks, estimate: ansible.note });
    const isChosen = roleChoice(choice, [...asked.roles.keys()]);
    const types = new Map(checkTypes.map((type) => [type.name, type]));
    const results = await settleMachines(asked.machines, async ({ name }) =>
      runChecks({
        session: await run.sessions.get(name),
        roles: asked.resourcesOn(name).filter(({ role }) => isChosen(role)),
        types,
        secrets,
        outputs,
        events,
        signal: workspace.settings.signal,
      }),
    );
    components.results = [
      ...results.flat(),
      ...(await ansible.run((unit) => isChosen(unit.role) && asked.selection.unit(unit))),
    ];
    const red = components.results.filter(({ passed }) => !passed).length;
    return `${components.results.length - red} passed, ${red} failed`;
  },
});
