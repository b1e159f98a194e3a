import type { ComponentsHooks, Phase } from "@lambdastack/core";
import { directoryPlays } from "../ansible/directory-plays.ts";
import { backupConfig, chosenRoles } from "../backup/backup-config.ts";
import type { BackupInput, BackupRun } from "../backup/backup-run.ts";
import { nothingToBackUp } from "../backup/errors.ts";
import { locationOf, locationText } from "../backup/open-store.ts";
import { askRoles } from "../tasks/ask-roles.ts";
import { taskUnits } from "../tasks/task-units.ts";

/** Asks every role what it would give, and says so. */
export const planBackup = (hooks: ComponentsHooks, input: BackupInput): Phase<BackupRun> => ({
  name: "plan-backup",
  title: "Looking for what to back up",
  async run(components) {
    const { run } = components;
    const { manifest, componentRoles, settings } = run.workspace;
    const config = backupConfig(manifest);
    const location = await locationOf(input.location ?? config.location, run);
    const { roles } = input;
    const byDocument = chosenRoles({
      components: config.components,
      isNamed: settings.components !== undefined,
      rolesOf: (component) => componentRoles[component] ?? [],
    });
    const isChosen = roles ? (role: string) => roles.includes(role) : byDocument;
    const plays = directoryPlays(run, "backup");
    const asked = await askRoles(components, { task: "backup", hooks, estimate: plays.note });
    if (!asked.order.some(isChosen))
      throw nothingToBackUp(asked.order.length === 0 ? "no role of it can be backed up" : "no component is enabled");
    const units = await taskUnits(run, asked, isChosen);
    if (units.length === 0) throw nothingToBackUp("no machine has anything to give now");
    components.planned = { asked, plays, units, location };
    const what = units.map(
      ({ role, machine, steps }) => `${role} on ${machine} (${steps.map(({ name }) => name).join(", ")})`,
    );
    return `to ${locationText(location)}: ${what.join("; ")}`;
  },
});
