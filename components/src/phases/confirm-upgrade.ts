import type { Phase } from "@lambdastack/core";
import { leftOver } from "../upgrade/errors.ts";
import type { UpgradeRun } from "../upgrade/upgrade-run.ts";
import { type CompareRolesOptions, compareRoles } from "./compare-roles.ts";

/** Compares once more: an upgrade leaves nothing for `apply` to do. */
export const confirmUpgrade = (options: CompareRolesOptions): Phase<UpgradeRun> => ({
  name: "confirm-upgrade",
  title: "Comparing again",
  skip: ({ record }) => (record && record.steps.length > 0 ? undefined : "nothing was upgraded"),
  async run(components) {
    await compareRoles(options).run(components);
    const steps = components.record?.steps ?? [];
    const isUpgraded = (change: { role: string; machine: string }) =>
      steps.some(({ role, machine }) => role === change.role && machine === change.machine);
    const changes = (components.prepared?.machines ?? [])
      .flatMap(({ plan }) => plan.changes.filter(isUpgraded))
      .map(({ resource, machine }) => `${resource} on ${machine}`);
    if (changes.length > 0) throw leftOver(changes);
    return "nothing is left to apply";
  },
});
