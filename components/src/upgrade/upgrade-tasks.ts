import type { ComponentsHooks, RoleResources } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";
import { askRoles } from "../tasks/ask-roles.ts";
import { placedPackages, roundsOf } from "./rounds.ts";
import type { UpgradeStep } from "./upgrade-run.ts";

type Unit = Pick<UpgradeStep, "role" | "machine">;
type Resources = RoleResources["resources"];

/** What the tasks `upgrade` of roles say. */
export interface UpgradeTasks {
  /** In their order; nothing where the role has no such task. */
  resourcesOf(unit: Unit): Resources;
  /** The packages of each round; none where the task does not say where packages come. */
  roundsOf(unit: Unit): readonly (readonly string[])[];
}

/** Asks every role once. */
export async function upgradeTasks(components: ComponentsRun, hooks: ComponentsHooks): Promise<UpgradeTasks> {
  const asked = await askRoles(components, { task: "upgrade", hooks });
  const resourcesOf = ({ role, machine }: Unit) =>
    asked
      .resourcesOn(machine)
      .filter((one) => one.role === role)
      .flatMap(({ resources }) => resources);
  return {
    resourcesOf,
    roundsOf(unit) {
      const all = resourcesOf(unit);
      return placedPackages(all).length === 0 ? [] : roundsOf(all).map(placedPackages);
    },
  };
}
