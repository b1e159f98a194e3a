import { applyRole } from "../engine/apply-role.ts";
import type { PreparedMachine } from "../engine/plan-machine.ts";

/**
 * Does what roles want done on a machine before it goes. Returns how much that was. Nothing is recorded: what was applied to
 * the machine is forgotten with it.
 */
export async function drainMachine(prepared: PreparedMachine, signal: AbortSignal): Promise<number> {
  let changed = 0;
  for (const { role } of prepared.run.roles)
    changed += await applyRole(prepared, role, { version: "", signal, recorded: async () => undefined });
  return changed;
}
