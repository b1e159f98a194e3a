import { checkTypes, doStep, prepareSteps, type RoleResources } from "@lambdastack/core";
import { isDue } from "./migration/due.ts";
import { migrate } from "./migration/migrate.ts";
import type { UpgradeRun, UpgradeStep } from "./upgrade-run.ts";
import type { UpgradeTasks } from "./upgrade-tasks.ts";

/** Does `work` on a machine between the steps of a role's task `upgrade`. */
export type AroundPackages = (step: UpgradeStep, work: () => Promise<void>) => Promise<void>;

export const isCheck = ({ type }: { type: string }): boolean => checkTypes.some(({ name }) => name === type);

/** Steps that stand before the checks of the task come before the packages, the others after them. */
export function aroundPackages(components: UpgradeRun, tasks: Pick<UpgradeTasks, "resourcesOf">): AroundPackages {
  const { secrets, outputs, sessions } = components.run;
  return async (unit, work) => {
    const { role, machine } = unit;
    const path = components.record?.steps ?? [];
    const parts = splitAtChecks(tasks.resourcesOf(unit).filter((resource) => isDue(resource, unit, path)));
    const prepare = (resources: Resources) => prepareSteps([{ role, resources }], { machine, secrets, outputs });
    const [before, after] = [prepare(parts.before), prepare(parts.after)];
    const session = await sessions.get(machine);
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
