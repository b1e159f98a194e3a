import { auditMachine, type PreparedMachine, type StackError, throwProblems } from "@lambdastack/core";
import { changedByHand, notApplied } from "./errors.ts";
import { type UpgradeStep, unitsOf } from "./upgrade-run.ts";

/**
 * Refuses to upgrade what someone changed by hand, and what is not as the documents want it; a version that they ask for is
 * the upgrade's own. Throws once for every role on a machine: `upgrade-over-drift` and `upgrade-before-apply` (refused).
 */
export function requireAppliedAsIs(machines: readonly PreparedMachine[], steps: readonly UpgradeStep[]): void {
  const problems = unitsOf(steps).flatMap((step) =>
    machines.filter(({ plan }) => plan.machine === step.machine).flatMap((machine) => problemOf(step, machine)),
  );
  throwProblems(problems, (count) => `${count} parts of the cluster are not as they were applied.`);
}

function problemOf(step: UpgradeStep, machine: PreparedMachine): StackError[] {
  const changes = machine.plan.changes.filter((change) => change.role === step.role && !isVersion(change));
  const isMine = ({ resource }: { resource: string }) => changes.some((change) => change.resource === resource);
  const byHand = auditMachine(machine).findings.filter((finding) => finding.class !== "known" && isMine(finding));
  if (byHand.length > 0) return [changedByHand(step, namesOf(byHand))];
  return changes.length > 0 ? [notApplied(step, namesOf(changes))] : [];
}

const namesOf = (all: readonly { resource: string }[]): string[] => all.map(({ resource }) => resource);

const isVersion = ({ resource, differences }: PreparedMachine["plan"]["changes"][number]): boolean =>
  resource.startsWith("package:") && differences.every(({ field, from }) => field === "version" && from !== undefined);
