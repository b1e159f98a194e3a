import {
  type CheckResult,
  type ComponentsHooks,
  checkTypes,
  gatherAllFacts,
  type Phase,
  providerName,
  runChecks,
  runTask,
  settleMachines,
} from "@lambdastack/core";
import { selectionOf } from "../apply/selection.ts";
import type { ComponentsRun } from "../components-run.ts";
import { collectResources } from "../plan/collect-resources.ts";
import { orderOfRun } from "../plan/order-of-run.ts";
import { presentModules } from "../plan/present-modules.ts";
import { publishedBefore } from "../plan/published-before.ts";

export interface TestRun extends ComponentsRun {
  /** Set by this phase. */
  results?: readonly CheckResult[];
}

/** Asks every role what should work and tries it from its machines. */
export const runTests = (hooks: ComponentsHooks): Phase<TestRun> => ({
  name: "run-tests",
  title: "Testing roles",
  async run(components) {
    const { run, machines } = components;
    const { workspace, events } = run;
    const { settings, componentRoles, manifest, host } = workspace;
    const all = machines.map(({ machine }) => machine);
    const selection = selectionOf({ settings, machines: all, rolesOf: (name) => componentRoles[name] ?? [] });
    const chosen = all.filter(({ name }) => selection.machine(name));
    await gatherAllFacts(run, chosen);
    const present = presentModules(host, providerName(manifest), run.before);
    const { ordering, roles } = orderOfRun({ host, machines: all, present, events });
    const { resources } = await collectResources({
      ...workspace,
      task: "test",
      machines: all,
      roles,
      order: ordering.order,
      factsOf: ({ name }) => run.facts.get(name)?.facts,
      publishedBefore: publishedBefore(run.before, all, []),
      runTask: (role, context) => runTask(hooks, { role: role.name, task: "test", context }),
    });
    const types = new Map(checkTypes.map((type) => [type.name, type]));
    const results = await settleMachines(chosen, async ({ name }) =>
      runChecks({
        session: await run.sessions.get(name),
        roles: (resources.get(name) ?? []).filter(({ role }) => selection.unit({ role, machine: name })),
        types,
        secrets: run.secrets,
        outputs: run.outputs,
        events,
        signal: settings.signal,
      }),
    );
    components.results = results.flat();
    const red = components.results.filter(({ passed }) => !passed).length;
    return `${components.results.length - red} passed, ${red} failed`;
  },
});
