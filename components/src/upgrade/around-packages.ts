import { type ComponentsHooks, checkTypes, doStep, prepareSteps, type RoleResources } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";
import { roundUnknown } from "./errors.ts";
import { placedPackages, roundsOf } from "./rounds.ts";
import { type PackageWork, throughRound } from "./through-round.ts";
import type { UpgradeStep } from "./upgrade-run.ts";
import { upgradeTasks } from "./upgrade-tasks.ts";

/** Does what a step of an upgrade consists of: its packages, and what the role's task `upgrade` puts around them. */
export type AroundPackages = (step: UpgradeStep, work: PackageWork) => Promise<void>;

export const isCheck = ({ type }: { type: string }): boolean => checkTypes.some(({ name }) => name === type);

/**
 * Asks every role once. Steps that stand before the checks of the task come before the packages, the others after them; a task
 * that names packages says for itself where each comes.
 */
export async function aroundPackages(components: ComponentsRun, hooks: ComponentsHooks): Promise<AroundPackages> {
  const { secrets, outputs, sessions } = components.run;
  const tasks = await upgradeTasks(components, hooks);
  return async (step, work) => {
    const resources = tasks.resourcesOf(step);
    const { role, machine } = step;
    const session = await sessions.get(machine);
    const doSteps = async (part: Resources) => {
      const prepared = prepareSteps([{ role, resources: part }], { machine, secrets, outputs });
      for (const one of prepared) await doStep(session, one);
    };
    if (placedPackages(resources).length === 0) {
      const { before, after } = splitAtChecks(resources);
      await doSteps(before);
      await work.all();
      return doSteps(after);
    }
    if (step.round === undefined) return work.all();
    const round = roundsOf(resources)[step.round];
    if (!round) throw roundUnknown(step);
    return throughRound(
      round.filter((one) => !isCheck(one)),
      { ...work, step: (one) => doSteps([one]) },
    );
  };
}

type Resources = RoleResources["resources"];

/** What stands before the first check, all of it where there is none; and what stands after it, without checks. */
export function splitAtChecks(resources: Resources): { before: Resources; after: Resources } {
  const first = resources.findIndex(isCheck);
  if (first === -1) return { before: resources, after: [] };
  return { before: resources.slice(0, first), after: resources.slice(first).filter((one) => !isCheck(one)) };
}
