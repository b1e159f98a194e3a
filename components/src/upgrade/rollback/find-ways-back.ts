import { type PreparedMachine, StackError, settleMachines } from "@lambdastack/core";
import type { PreparedComponents } from "../../components-run.ts";
import { type UpgradeStep, unitsOf } from "../upgrade-run.ts";
import { missingFormer } from "./former-packages.ts";
import { wayBackOf } from "./way-back.ts";

type Prepared = Pick<PreparedComponents, "machines" | "roles" | "allMachines">;

/**
 * The steps with whether each of them can be taken back: as its role says, and where what runs now can still be had. What
 * lies between two hops is offered by the sources.
 */
export async function findWaysBack(
  prepared: Prepared,
  steps: readonly UpgradeStep[],
  isHalfDone: (step: UpgradeStep) => boolean = () => false,
): Promise<UpgradeStep[]> {
  const found = steps.map((step, index) => ({
    ...step,
    rollback: isHalfDone(step)
      ? { isPossible: false, reason: "an upgrade that was forgotten left it half done" }
      : wayBackOf(prepared.roles.get(step.role)?.manifest.rollback, step, steps.slice(index + 1)),
  }));
  const first = unitsOf(found).filter(({ rollback }) => rollback?.isPossible);
  const answers = await settleMachines(
    prepared.allMachines.filter(({ name }) => first.some(({ machine }) => machine === name)),
    async ({ name }) =>
      goneOn(
        prepared.machines.find(({ plan }) => plan.machine === name) as PreparedMachine,
        first.filter(({ machine }) => machine === name),
      ),
  );
  const reasons = new Map(answers.flat());
  return found.map((step) => {
    const reason = reasons.get(step);
    return reason === undefined ? step : { ...step, rollback: { isPossible: false, reason } };
  });
}

/** One step after another: a machine has one package manager. */
async function goneOn(machine: PreparedMachine, steps: readonly UpgradeStep[]): Promise<[UpgradeStep, string][]> {
  const found: [UpgradeStep, string][] = [];
  for (const step of steps) {
    const reason = await reasonOf(machine, step);
    if (reason !== undefined) found.push([step, reason]);
  }
  return found;
}

async function reasonOf(machine: PreparedMachine, step: UpgradeStep): Promise<string | undefined> {
  try {
    const missing = await missingFormer(machine, step);
    return missing.length === 0 ? undefined : `${missing.join(" and ")} can be had no more`;
  } catch (error) {
    if (error instanceof StackError && error.code === "former-packages-unknown") return error.message;
    throw error;
  }
}
