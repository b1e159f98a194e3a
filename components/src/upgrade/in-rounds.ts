import { doStep, prepareSteps, type RoleResources } from "@lambdastack/core";
import { roundUnknown } from "./errors.ts";
import { isDue } from "./migration/due.ts";
import { migrate } from "./migration/migrate.ts";
import { placedPackages, roundsOf } from "./rounds.ts";
import { type RoundWork, throughRound } from "./through-round.ts";
import type { UpgradeRun, UpgradeStep } from "./upgrade-run.ts";
import type { UpgradeTasks } from "./upgrade-tasks.ts";

type Resource = RoleResources["resources"][number];

export interface PackageWork extends Omit<RoundWork, "step"> {
  /** Brings every package of the step, and starts services anew that their packages did not. */
  all(): Promise<void>;
}

/** Does a step of a role whose task `upgrade` says where packages come; undefined where it does not say. */
export type InRounds = (step: UpgradeStep, work: PackageWork) => Promise<void> | undefined;

/** What stands in a round is done in its order. */
export function inRounds(components: UpgradeRun, tasks: Pick<UpgradeTasks, "resourcesOf">): InRounds {
  const { secrets, outputs, sessions } = components.run;
  const doOne = async (unit: UpgradeStep, resource: Resource) => {
    if (!isDue(resource, unit, components.record?.steps ?? [])) return;
    const { role, machine } = unit;
    const session = await sessions.get(machine);
    const prepared = prepareSteps([{ role, resources: [resource] }], { machine, secrets, outputs });
    for (const step of prepared)
      await migrate(components, unit, { name: step.name, work: () => doStep(session, step) });
  };
  return (step, { all, one, make }) => {
    const resources = tasks.resourcesOf(step);
    if (placedPackages(resources).length === 0) return undefined;
    if (step.round === undefined) return all();
    const round = roundsOf(resources)[step.round];
    if (!round) throw roundUnknown(step);
    return throughRound(round, { one, make, step: (resource) => doOne(step, resource) });
  };
}
