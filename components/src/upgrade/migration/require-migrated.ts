import { throwProblems } from "@lambdastack/core";
import type { Migration, UpgradeRecord, UpgradeStep } from "../upgrade-run.ts";
import { migrationUnfinished } from "./errors.ts";

/**
 * Refuses to forget an upgrade that has its packages on a machine and not its data: what the new plan leads over once more is
 * not lost. Throws `migration-unfinished` (refused).
 */
export function requireMigrated({ steps }: Pick<UpgradeRecord, "steps">, planned: readonly UpgradeStep[]): void {
  const problems = steps
    .filter(({ isDone, begunAt }) => !isDone && begunAt !== undefined)
    .flatMap((step) =>
      (step.migrations ?? [])
        .filter((one) => one.state !== "done" && !planned.some((other) => leadsOver(other, step, one)))
        .map(({ name }) => migrationUnfinished(step, name)),
    );
  throwProblems(problems, (count) => `${count} migrations are unfinished.`);
}

const leadsOver = ({ role, machine, migrations = [] }: UpgradeStep, step: UpgradeStep, { name, once }: Migration) =>
  role === step.role && (once || machine === step.machine) && migrations.some((one) => one.name === name);
