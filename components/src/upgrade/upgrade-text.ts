import { needLine } from "./needs/need-text.ts";
import { wayBackLines } from "./rollback/way-back-text.ts";
import { remaining, type UpgradeInput, type UpgradeRecord, type UpgradeRun } from "./upgrade-run.ts";

type Planned = Pick<UpgradeRecord, "steps" | "backup"> & Pick<UpgradeRun, "needs">;

/** The path of an upgrade for people. */
export function upgradeText(record: Planned, input: UpgradeInput): string {
  const steps = remaining(record);
  if (steps.length === 0) return "Nothing to upgrade.";
  const lines = steps.flatMap(({ role, machine, packages, migrations = [] }) => [
    ...packages.map(({ name, from, to }) => `  ${role} on ${machine}: ${name} ${from} -> ${to}`),
    ...migrations
      .filter(({ state }) => state !== "done")
      .map(({ name }) => `  ${role} on ${machine}: migrates data, "${name}"`),
  ]);
  return ["Upgrade:", beforeText(record, input), ...lines, ...wayBackLines(steps, input), ...needLines(record)].join(
    "\n",
  );
}

const needLines = ({ needs = [] }: Planned): string[] => needs.map(needLine);

function beforeText({ backup: taken }: Pick<UpgradeRecord, "backup">, { backup = true }: UpgradeInput): string {
  if (taken) return `  (backup ${taken} was taken)`;
  return backup ? "  first: a backup of roles that have one" : "  without a backup";
}
