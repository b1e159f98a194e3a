import { StackError } from "@lambdastack/core";
import type { UpgradeStep } from "../upgrade-run.ts";

export const needsAllMachines = (role: string, name: string, machines: readonly string[]) =>
  new StackError(
    "upgrade-needs-all-machines",
    `"${name}" of role ${role} is done once when all its machines are upgraded, and ${machines.join(", ")} ${machines.length === 1 ? "is" : "are"} left out.`,
    { hint: "Run the command without --limit.", ending: "refused" },
  );

export const migrationUnfinished = ({ role, machine }: UpgradeStep, name: string) =>
  new StackError(
    "migration-unfinished",
    `On ${machine}, role ${role} has its new packages and "${name}" is not done: a new plan does not lead over it.`,
    { hint: "Run the same command without --anew first: it goes on there.", ending: "refused" },
  );
