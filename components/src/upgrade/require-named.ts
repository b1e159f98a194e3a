import { type PreparedMachine, throwProblems } from "@lambdastack/core";
import { isCheck } from "./around-packages.ts";
import { namesNothing } from "./errors.ts";
import { idOf } from "./make-as-wanted.ts";
import { type UpgradeStep, unitsOf } from "./upgrade-run.ts";
import type { UpgradeTasks } from "./upgrade-tasks.ts";

interface Named {
  machines: readonly PreparedMachine[];
  steps: readonly UpgradeStep[];
  resourcesOf: UpgradeTasks["resourcesOf"];
}

/** What a task `upgrade` names stands in the task `apply` of its role. Throws `upgrade-names-nothing` (invalid), once for all. */
export function requireNamed({ machines, steps, resourcesOf }: Named): void {
  const problems = unitsOf(steps).flatMap((unit) => {
    const machine = machines.find(({ plan }) => plan.machine === unit.machine);
    if (!machine) return [];
    const wanted = new Set(machine.compared.map((one) => one.wanted.id));
    return resourcesOf(unit)
      .filter((resource) => resource.type !== "step" && !isCheck(resource))
      .map((resource) => idOf(machine, resource))
      .filter((id) => !wanted.has(id))
      .map((id) => namesNothing(unit, id));
  });
  throwProblems(problems, (count) => `Tasks upgrade name ${count} resources that nobody wants.`);
}
