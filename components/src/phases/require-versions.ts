import { type Phase, throwProblems } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";
import { versionIsUpgraded } from "../errors.ts";
import { runningVersions } from "../plan/running-versions.ts";

/** A product whose versions may not be left out is not brought to another one by `apply`. Throws `version-upgraded` (refused). */
export const requireVersions: Phase<ComponentsRun> = {
  name: "require-versions",
  title: "Comparing versions",
  async run({ prepared }) {
    if (!prepared) throw new Error("versions are compared before roles were");
    throwProblems(
      prepared.machines.flatMap((machine) =>
        runningVersions(machine, prepared.roles).map((found) => versionIsUpgraded(machine.plan.machine, found)),
      ),
      (count) => `${count} roles run in another version than the documents ask for.`,
    );
    return undefined;
  },
};
