import type { UpgradeInput, UpgradeStep } from "../upgrade-run.ts";

/** What becomes of a machine on which a step fails, for people: a line for all to which the same happens. */
export function wayBackLines(steps: readonly UpgradeStep[], { rollback = true }: UpgradeInput): string[] {
  if (!rollback) return ["  A machine that fails stays as it is."];
  const machines = new Map<string, Set<string>>();
  for (const { role, machine, rollback: way, migrations = [] } of steps) {
    const begun = migrations.find(({ state }) => state !== "due");
    const reason = begun ? `"${begun.name}" began to migrate its data` : way?.reason;
    const text =
      way?.isPossible && !begun
        ? `${role} goes back where it fails${migrations.length > 0 ? " before it migrates data" : ""}`
        : `${role} does not go back where it fails (${reason ?? "it was planned without"})`;
    machines.set(text, (machines.get(text) ?? new Set()).add(machine));
  }
  return [...machines].map(([text, names]) => `  ${text}: ${[...names].join(", ")}`);
}
