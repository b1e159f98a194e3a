import { auditMachine, type PreparedMachine, type StackError, throwProblems } from "@lambdastack/core";
import { changedByHand, notApplied } from "./errors.ts";
import { idOf } from "./make-as-wanted.ts";
import { type UpgradeStep, unitsOf } from "./upgrade-run.ts";
import type { UpgradeTasks } from "./upgrade-tasks.ts";

interface Applied {
  machines: readonly PreparedMachine[];
  steps: readonly UpgradeStep[];
  /** What a role's task `upgrade` names it makes as the documents want it. */
  resourcesOf: UpgradeTasks["resourcesOf"];
}

/**
 * Refuses to upgrade what someone changed by hand, and what is not as the documents want it; a version that they ask for is
 * the upgrade's own, and so is what the role's task makes; what runs only after such a change cannot be told yet. Throws once for every role on a machine: `upgrade-over-drift` and
 * `upgrade-before-apply` (refused).
 */
export function requireAppliedAsIs({ machines, steps, resourcesOf }: Applied): void {
  const problems = unitsOf(steps).flatMap((step) =>
    machines
      .filter(({ plan }) => plan.machine === step.machine)
      .flatMap((machine) =>
        problemOf(step, machine, new Set(resourcesOf(step).map((resource) => idOf(machine, resource)))),
      ),
  );
  throwProblems(problems, (count) => `${count} parts of the cluster are not as they were applied.`);
}

function problemOf(step: UpgradeStep, machine: PreparedMachine, made: ReadonlySet<string>): StackError[] {
  const changes = machine.plan.changes.filter((change) => change.role === step.role && !isVersion(change));
  const isMine = ({ resource }: { resource: string }) => changes.some((change) => change.resource === resource);
  const byHand = auditMachine(machine).findings.filter((finding) => finding.class !== "known" && isMine(finding));
  if (byHand.length > 0) return [changedByHand(step, namesOf(byHand))];
  const others = changes.filter(({ resource, action }) => !made.has(resource) && action !== "may-run");
  return others.length > 0 ? [notApplied(step, namesOf(others))] : [];
}

const namesOf = (all: readonly { resource: string }[]): string[] => all.map(({ resource }) => resource);

const isVersion = ({ resource, differences }: PreparedMachine["plan"]["changes"][number]): boolean =>
  resource.startsWith("package:") && differences.every(({ field, from }) => field === "version" && from !== undefined);
