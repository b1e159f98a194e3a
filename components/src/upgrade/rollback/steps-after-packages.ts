import { doStep, prepareSteps } from "@lambdastack/core";
import { splitAtChecks } from "../around-packages.ts";
import { isDue } from "../migration/due.ts";
import type { UpgradeRun, UpgradeStep } from "../upgrade-run.ts";
import type { UpgradeTasks } from "../upgrade-tasks.ts";

/** What a role does on each machine when its packages are there is done with the former ones too: it may end a pause. */
export const stepsAfterPackages =
  (components: UpgradeRun, tasks: Pick<UpgradeTasks, "resourcesOf">) =>
  async (unit: UpgradeStep): Promise<void> => {
    const { run, record } = components;
    const { role, machine } = unit;
    const { secrets, outputs } = run;
    const isBothWays = ({ type, props }: { type: string; props: Readonly<Record<string, unknown>> }) =>
      type === "step" && props.migrates !== true && props.once !== true && isDue({ props }, unit, record?.steps ?? []);
    const resources = splitAtChecks(tasks.resourcesOf(unit)).after.filter(isBothWays);
    const after = prepareSteps([{ role, resources }], { machine, secrets, outputs });
    const session = await run.sessions.get(machine);
    for (const step of after) await doStep(session, step);
  };
