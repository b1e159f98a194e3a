import { type ComponentsHooks, checkTypes, doStep, prepareSteps, type RoleResources } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";
import { askRoles } from "../tasks/ask-roles.ts";
import type { UpgradeStep } from "./upgrade-run.ts";

type Unit = Pick<UpgradeStep, "role" | "machine">;

/** Does `work` on a machine between the steps of a role's task `upgrade`. */
export type AroundPackages = (unit: Unit, work: () => Promise<void>) => Promise<void>;

export const isCheck = ({ type }: { type: string }): boolean => checkTypes.some(({ name }) => name === type);

/** Asks every role once. Steps that stand before the checks of the task come before the packages, the others after them. */
export async function aroundPackages(components: ComponentsRun, hooks: ComponentsHooks): Promise<AroundPackages> {
  const { run } = components;
  const { secrets, outputs } = run;
  const asked = await askRoles(components, { task: "upgrade", hooks });
  return async ({ role, machine }, work) => {
    const own = asked.resourcesOn(machine).filter((one) => one.role === role);
    const prepare = (part: "before" | "after") =>
      prepareSteps(
        own.map(({ resources, ...one }) => ({ ...one, resources: splitAtChecks(resources)[part] })),
        { machine, secrets, outputs },
      );
    const [before, after] = [prepare("before"), prepare("after")];
    const session = await run.sessions.get(machine);
    for (const step of before) await doStep(session, step);
    await work();
    for (const step of after) await doStep(session, step);
  };
}

type Resources = RoleResources["resources"];

/** What stands before the first check, all of it where there is none; and what stands after it, without checks. */
export function splitAtChecks(resources: Resources): { before: Resources; after: Resources } {
  const first = resources.findIndex(isCheck);
  if (first === -1) return { before: resources, after: [] };
  return { before: resources.slice(0, first), after: resources.slice(first).filter((one) => !isCheck(one)) };
}
