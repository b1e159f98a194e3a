import { wayBackLines } from "./rollback/way-back-text.ts";
import { remaining, type UpgradeInput, type UpgradeRecord } from "./upgrade-run.ts";

/** The path of an upgrade for people. */
export function upgradeText(record: Pick<UpgradeRecord, "steps" | "backup">, input: UpgradeInput): string {
  const steps = remaining(record);
  if (steps.length === 0) return "Nothing to upgrade.";
  const lines = steps.flatMap(({ role, machine, packages }) =>
    packages.map(({ name, from, to }) => `  ${role} on ${machine}: ${name} ${from} -> ${to}`),
  );
  return ["Upgrade:", beforeText(record, input), ...lines, ...wayBackLines(steps, input)].join("\n");
}

function beforeText({ backup: taken }: Pick<UpgradeRecord, "backup">, { backup = true }: UpgradeInput): string {
  if (taken) return `  (backup ${taken} was taken)`;
  return backup ? "  first: a backup of roles that have one" : "  without a backup";
}
