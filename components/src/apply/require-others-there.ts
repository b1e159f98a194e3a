import { type PreparedMachine, settleMachines } from "@lambdastack/core";
import type { Unit } from "./run-units.ts";

/**
 * Machines of a rolling role go down one after another, which bears no other one being lost since the run began. Each is asked
 * for a sign of life. Throws what is thrown for a machine that cannot be reached.
 */
export async function requireOthersThere(unit: Unit, machines: readonly PreparedMachine[]): Promise<void> {
  const hasChange = ({ plan }: PreparedMachine) =>
    plan.machine === unit.machine && plan.changes.some(({ role }) => role === unit.role);
  if (!machines.some(hasChange)) return;
  const others = machines.filter(
    ({ run }) => run.machine.name !== unit.machine && run.machine.roles.includes(unit.role),
  );
  await settleMachines(
    others.map(({ run }) => run.machine),
    async ({ name }) => {
      const session = others.find(({ plan }) => plan.machine === name)?.run.session;
      await session?.run({
        purpose: `sign of life before ${unit.role} on ${unit.machine}`,
        script: ":",
        timeLimit: 30,
      });
    },
  );
}
