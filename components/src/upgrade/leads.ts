import { type CheckResult, type ComponentsHooks, checkTypes, runChecks, settleMachines } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";
import { askRoles } from "../tasks/ask-roles.ts";
import { isCheck } from "./around-packages.ts";
import type { FindOptions } from "./find-steps.ts";

/** Asks the machines which of them leads a role: where every check of the role's task `upgrade` passes. */
export async function leadsOf(components: ComponentsRun, hooks: ComponentsHooks): Promise<FindOptions["leads"]> {
  const { run } = components;
  const asked = await askRoles(components, { task: "upgrade", hooks });
  const types = new Map(checkTypes.map((type) => [type.name, type]));
  const checksOn = (machine: string) =>
    asked.resourcesOn(machine).map((one) => ({ ...one, resources: one.resources.filter(isCheck) }));
  const results = await settleMachines(
    asked.machines.filter(({ name }) => asked.resourcesOn(name).length > 0),
    async ({ name }) =>
      runChecks({
        session: await run.sessions.get(name),
        roles: checksOn(name),
        types,
        secrets: run.secrets,
        outputs: run.outputs,
        // That a machine does not lead is no failure to be told.
        events: { emit: () => {}, subscribe: () => () => {} },
        signal: run.workspace.settings.signal,
      }),
  );
  run.checkInterrupted();
  return (unit) => passedAll(results.flat().filter((one) => one.role === unit.role && one.machine === unit.machine));
}

const passedAll = (results: readonly CheckResult[]): boolean =>
  results.length > 0 && results.every(({ passed }) => passed);
