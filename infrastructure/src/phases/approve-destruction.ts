import type { InfrastructurePlan, Phase } from "@lambdastack/core";
import type { InfrastructureRun } from "../infrastructure-run.ts";
import { renderInfrastructurePlan } from "../render/render-infrastructure-plan.ts";

/** Shows what goes and lets the user decide. The build folder goes too, so that there is always something to approve. */
export const approveDestruction = (purge: boolean): Phase<InfrastructureRun> => ({
  name: "approve",
  title: "Approval",
  async run({ plan, provider, run }) {
    if (!plan) throw new Error("a plan is approved before it was made");
    const keepsMachines = provider.keepsMachines === true;
    const text = destructionText(plan, { root: run.folder.root, purge, keepsMachines });
    await run.workspace.settings.approve({ text, hasChanges: true, destroys: true });
    return undefined;
  },
});

interface Destruction {
  /** The build folder. */
  root: string;
  purge: boolean;
  keepsMachines: boolean;
}

/** What goes and what stays, for people. */
export function destructionText(plan: InfrastructurePlan, { root, purge, keepsMachines }: Destruction): string {
  const machines = keepsMachines
    ? "Machines: they were given, and stay as they are with all that runs on them. They get their own package sources back."
    : renderInfrastructurePlan(plan);
  return `${machines}\n  - build folder ${root}, ${fate(purge, keepsMachines)}`;
}

function fate(purge: boolean, keepsMachines: boolean): string {
  if (purge) return "with its backups, keys and secrets";
  return keepsMachines ? "but for its backups, keys and secrets" : "but for its backups";
}
