import type { Drift } from "@lambdastack/core";
import type { TerraformState } from "../state/terraform-state.ts";
import { changeOf, effective, type ResourceChange, type TerraformPlan, type Words } from "./plan-changes.ts";

/**
 * What Terraform would do, told by its reason: what it would make again is missing, what differs from its own last look
 * was changed behind its back, and the rest was never applied.
 */
export function driftsOf(plan: TerraformPlan, cloud: Words, state: TerraformState | undefined): Drift[] {
  const known = addressesIn(state);
  const moved = new Set((plan.resource_drift ?? []).map(({ address }) => address));
  return effective(plan).map((resource) => {
    const { what, name, detail } = changeOf(resource, cloud, () => undefined);
    return { drift: driftOf(resource, known, moved), what, name, ...(detail && { detail }) };
  });
}

function driftOf(
  { address, change: { actions } }: ResourceChange,
  known: ReadonlySet<string>,
  moved: ReadonlySet<string>,
): Drift["drift"] {
  if (actions.join() === "create") return known.has(address) ? "missing" : "pending";
  return actions.join() !== "delete" && moved.has(address) ? "changed" : "pending";
}

/** Addresses of single instances, as a plan names them. */
function addressesIn(state: TerraformState | undefined): Set<string> {
  const managed = state?.resources.filter(({ mode }) => mode === "managed") ?? [];
  return new Set(
    managed.flatMap(({ module, type, name, instances }) =>
      instances.map(({ index_key: key }) => {
        const address = [...(module ? [module] : []), type, name].join(".");
        return key === undefined ? address : `${address}[${JSON.stringify(key)}]`;
      }),
    ),
  );
}
