import { throwProblems } from "@lambdastack/core";
import type { UpgradeRecord } from "../upgrade-run.ts";
import { migrationUnfinished } from "./errors.ts";

/** Refuses to forget an upgrade that has its packages on a machine and not its data. Throws `migration-unfinished`. */
export function requireMigrated({ steps }: Pick<UpgradeRecord, "steps">): void {
  const problems = steps
    .filter(({ isDone, begunAt }) => !isDone && begunAt !== undefined)
    .flatMap((step) =>
      (step.migrations ?? [])
        .filter(({ state }) => state !== "done")
        .map(({ name }) => migrationUnfinished(step, name)),
    );
  throwProblems(problems, (count) => `${count} migrations are unfinished.`);
}
