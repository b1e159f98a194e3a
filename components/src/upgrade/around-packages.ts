import { type ComponentsHooks, checkTypes, doStep, prepareSteps, type RoleResources } from "@lambdastack/core";
import { roundUnknown } from "./errors.ts";
import { isDue } from "./migration/due.ts";
import { migrate } from "./migration/migrate.ts";
import { placedPackages, roundsOf } from "./rounds.ts";
import { type PackageWork, throughRound } from "./through-round.ts";
import type { UpgradeRun, UpgradeStep } from "./upgrade-run.ts";
import { upgradeTasks } from "./upgrade-tasks.ts";

/** Does what a step of an upgrade consists of: its packages, and what the role's task `upgrade` puts around them. */
export type AroundPackages = (step: UpgradeStep, work: PackageWork) => Promise<void>;

export const isCheck = ({ type }: { type: string }): boolean => checkTypes.some(({ name }) => name === type);

/**
 * Asks every role once. Steps that stand before the checks of the task come before the packages, the others after them; a task
 * that names packages says for itself where each comes.
 */
export async function aroundPackages(components: UpgradeRun, hooks: ComponentsHooks): Promise<AroundPackages> {
  const { secrets, outputs, sessions } = components.run;
  const tasks = await upgradeTasks(components, hooks);
  return async (unit, work) => {
    const resources = tasks.resourcesOf(unit);
    const { role, machine } = unit;
    const session = await sessions.get(machine);
    const path = components.record?.steps ?? [];
    const due = (part: Resources) => part.filter((one) => isDue(one, unit, path));
    const doSteps = async (part: Resources) => {
      const prepared = prepareSteps([{ role, resources: due(part) }], { machine, secrets, outputs });
      for (const step of prepared)
        await migrate(components, unit, { name: step.name, work: () => doStep(session, step) });
    };
    if (placedPackages(resources).length === 0) {
      const { before, after } = splitAtChecks(resources);
      await doSteps(before);
      await work.all();
      return doSteps(after);
    }
    if (unit.round === undefined) return work.all();
    const round = roundsOf(resources)[unit.round];
    if (!round) throw roundUnknown(unit);
    return throughRound(
      round.filter((one) => !isCheck(one)),
      { ...work, step: (one) => doSteps([one]) },
    );
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
