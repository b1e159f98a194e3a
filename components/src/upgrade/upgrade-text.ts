import { remaining, type UpgradeInput, type UpgradeRecord } from "./upgrade-run.ts";

/** The path of an upgrade for people. */
export function upgradeText(record: Pick<UpgradeRecord, "steps" | "backup">, { backup = true }: UpgradeInput): string {
  const steps = remaining(record);
  if (steps.length === 0) return "Nothing to upgrade.";
  const lines = steps.flatMap(({ role, machine, packages }) =>
    packages.map(({ name, from, to }) => `  ${role} on ${machine}: ${name} ${from} -> ${to}`),
  );
  const before = record.backup
    ? `  (backup ${record.backup} was taken)`
    : backup
      ? "  first: a backup of roles that have one"
      : "  without a backup";
  return ["Upgrade:", before, ...lines].join("\n");
}
