import { type ComponentsHooks, checkTypes, doStep, prepareSteps, type RoleResources } from "@lambdastack/core";
import { askRoles } from "../tasks/ask-roles.ts";
import { isDue } from "./migration/due.ts";
import { migrate } from "./migration/migrate.ts";
import type { UpgradeRun, UpgradeStep } from "./upgrade-run.ts";

/** Does `work` on a machine between the steps of a role's task `upgrade`. */
export type AroundPackages = (step: UpgradeStep, work: () => Promise<void>) => Promise<void>;

export const isCheck = ({ type }: { type: string }): boolean => checkTypes.some(({ name }) => name === type);

/** Asks every role once. Steps that stand before the checks of the task come before the packages, the others after them. */
export async function aroundPackages(components: UpgradeRun, hooks: ComponentsHooks): Promise<AroundPackages> {
  const { run } = components;
  const { secrets, outputs } = run;
  const asked = await askRoles(components, { task: "upgrade", hooks });
  return async (unit, work) => {
    const { role, machine } = unit;
    const path = components.record?.steps ?? [];
    const own = asked
      .resourcesOn(machine)
      .filter((one) => one.role === role)
      .map((one) => ({ ...one, resources: one.resources.filter((resource) => isDue(resource, unit, path)) }));
    const prepare = (part: "before" | "after") =>
      prepareSteps(
        own.map(({ resources, ...one }) => ({ ...one, resources: splitAtChecks(resources)[part] })),
        { machine, secrets, outputs },
      );
    const [before, after] = [prepare("before"), prepare("after")];
    const session = await run.sessions.get(machine);
    for (const step of before) await doStep(session, step);
    await work();
    for (const step of after) await migrate(components, unit, { name: step.name, work: () => doStep(session, step) });
  };
}

type Resources = RoleResources["resources"];

/** What stands before the first check, all of it where there is none; and what stands after it, without checks. What migrates data comes after. */
export function splitAtChecks(resources: Resources): { before: Resources; after: Resources } {
  const first = resources.findIndex(isCheck);
  const comesBefore = ({ props }: Resources[number], index: number) =>
    (first === -1 || index < first) && props.migrates !== true;
  return {
    before: resources.filter((one, index) => comesBefore(one, index)),
    after: resources.filter((one, index) => !comesBefore(one, index) && !isCheck(one)),
  };
}
