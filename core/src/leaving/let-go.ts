import type { AppliedMachine } from "../engine/machine-run.ts";
import type { Run } from "../workspace/run.ts";

type Applied = Pick<Run["applied"], "read" | "write">;

/**
 * Records on machines that their roles had no objection and that what they wanted first is done. So a run that died while such a
 * machine was removed is gone on with, though nobody there can be asked any more. Whatever is applied there later ends it.
 */
export async function letGo(applied: Applied, machines: readonly string[]): Promise<void> {
  for (const machine of machines) {
    const before = await applied.read(machine);
    const roles = Object.entries(before.roles).map(([name, role]) => [name, { ...role, letsGo: true as const }]);
    if (roles.length > 0) await applied.write({ ...before, roles: Object.fromEntries(roles) });
  }
}

/** Those of some roles that were not recorded so. */
export const notLetGo = ({ roles }: AppliedMachine, names: readonly string[]): string[] =>
  names.filter((name) => roles[name]?.letsGo !== true);
