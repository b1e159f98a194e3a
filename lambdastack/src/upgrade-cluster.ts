import type { Components, UpgradeInput, UpgradeOutcome } from "@lambdastack/components";
import type { InfrastructureChange, InfrastructurePlan } from "@lambdastack/core";
import type { Infrastructure } from "@lambdastack/infrastructure";
import { upgradeMakesMachines } from "./errors.ts";

interface Halves {
  infrastructure: Pick<Infrastructure, "plan" | "apply">;
  components: Pick<Components, "upgrade">;
}

/** An upgrade, with what was changed of machines for it. */
export interface ClusterUpgrade extends UpgradeOutcome {
  infrastructure?: readonly InfrastructureChange[];
}

/**
 * Upgrades roles. Where one of them wants more of its machines, these go through their own plan, with its own approval,
 * first: as the documents say; where they say nothing new, it is refused with what to write into them.
 */
export async function upgradeCluster(
  { infrastructure, components }: Halves,
  input: UpgradeInput & { files?: readonly string[] },
): Promise<ClusterUpgrade> {
  const first = await components.upgrade({ ...input, returnNeeds: true });
  if ((first.needs ?? []).length === 0) return first;
  const { files } = input;
  const plan = await infrastructure.plan(files ? { files } : {});
  if (plan.changes.length === 0) return components.upgrade(input);
  requireSameMachines(plan);
  if (input.dryRun) return { ...first, infrastructure: plan.changes };
  const { plan: made } = await infrastructure.apply(files ? { files } : {});
  return { ...(await components.upgrade(input)), infrastructure: made.changes };
}

/** Machines that come or go have roles to begin and to end, which is for `apply`. */
function requireSameMachines({ changes }: InfrastructurePlan): void {
  const others = changes.filter(({ what, action }) => what === "machine" && action !== "update" && action !== "start");
  if (others.length > 0) throw upgradeMakesMachines(others.map(({ action, name }) => `${action} ${name}`));
}
