import { type Machine, settleMachines } from "@lambdastack/core";
import { othersUnhealthy } from "./errors.ts";
import type { Health } from "./health.ts";
import type { UpgradeStep } from "./upgrade-run.ts";

/**
 * A machine of an ensemble is taken down only while all others of it run: one may have been lost since the last step. Throws
 * `unhealthy-meanwhile`, or what is thrown for a machine that cannot be reached.
 */
export async function requireOthersHealthy(
  step: Pick<UpgradeStep, "role" | "machine">,
  machines: readonly Machine[],
  health: Health,
): Promise<void> {
  const others = machines.filter(({ name, roles }) => name !== step.machine && roles.includes(step.role));
  const failing = await settleMachines(others, async ({ name }) =>
    (await health({ role: step.role, machine: name })).map((one) => `${name}: ${one}`),
  );
  if (failing.flat().length > 0) throw othersUnhealthy(step, failing.flat());
}
