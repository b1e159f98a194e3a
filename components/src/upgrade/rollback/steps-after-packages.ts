import { type ComponentsHooks, doStep, prepareSteps } from "@lambdastack/core";
import { askRoles } from "../../tasks/ask-roles.ts";
import { splitAtChecks } from "../around-packages.ts";
import { isDue } from "../migration/due.ts";
import type { UpgradeRun, UpgradeStep } from "../upgrade-run.ts";

/** What a role does on each machine when its packages are there is done with the former ones too: it may end a pause. */
export const stepsAfterPackages =
  (components: UpgradeRun, hooks: ComponentsHooks) =>
  async (unit: UpgradeStep): Promise<void> => {
    const { run, record } = components;
    const { role, machine } = unit;
    const { secrets, outputs } = run;
    const asked = await askRoles(components, { task: "upgrade", hooks });
    const isBothWays = ({ type, props }: { type: string; props: Readonly<Record<string, unknown>> }) =>
      type === "step" && props.migrates !== true && props.once !== true && isDue({ props }, unit, record?.steps ?? []);
    const after = asked
      .resourcesOn(machine)
      .filter((one) => one.role === role)
      .map((one) => ({ ...one, resources: splitAtChecks(one.resources).after.filter(isBothWays) }));
    const session = await run.sessions.get(machine);
    for (const step of prepareSteps(after, { machine, secrets, outputs })) await doStep(session, step);
  };
