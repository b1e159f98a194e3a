import { type PreparedMachine, settleMachines } from "@lambdastack/core";
import type { Unit } from "./run-units.ts";

/**
 * Machines of a rolling role go down one after another, which bears no other one being lost since the run began: before one is
 * changed, all others are asked for a sign of life. Throws what is thrown for a machine that cannot be reached.
 */
export async function askOthersBeforeChange(unit: Unit, machines: readonly PreparedMachine[]): Promise<void> {
  const hasChange = ({ plan }: PreparedMachine) =>
    plan.machine === unit.machine && plan.changes.some(({ role }) => role === unit.role);
  if (machines.some(hasChange)) await askOthers(unit, machines);
}

/** Asks the other machines of a role for a sign of life. */
export async function askOthers(unit: Unit, machines: readonly PreparedMachine[]): Promise<void> {
  const others = machines.filter(
    ({ run }) => run.machine.name !== unit.machine && run.machine.roles.includes(unit.role),
  );
  await settleMachines(
    others.map(({ run }) => run.machine),
    async ({ name }) => {
      const session = others.find(({ plan }) => plan.machine === name)?.run.session;
      await session?.run({ purpose: `sign of life for ${unit.role} on ${unit.machine}`, script: ":", timeLimit: 30 });
    },
  );
}
