import { type Allocation, allocateMachines, type ProviderContext, type StateNode } from "@lambdastack/core";
import { birthOf } from "../../leaving/birth-of.ts";
import { instancesOf, type TerraformState } from "../state/terraform-state.ts";
import type { TerraformCloud } from "../terraform-provider.ts";

/** What is wanted, and everything that is known to exist. */
export interface Wanted extends Allocation {
  nodes: StateNode[];
}

/** Machines by name, recorded in our state or, after a run that died before it could record them, in Terraform's alone. */
export function wantedMachines(
  context: ProviderContext,
  cloud: TerraformCloud,
  state: TerraformState | undefined,
): Wanted {
  const { manifest, componentRoles, section } = context;
  const nodes = [...context.nodes, ...unrecorded(context, cloud, state)];
  const lastIndex = (section?.last_index ?? {}) as Record<string, number>;
  return { ...allocateMachines({ cluster: manifest.cluster, nodes, componentRoles, lastIndex }), nodes };
}

function unrecorded(context: ProviderContext, cloud: TerraformCloud, state: TerraformState | undefined): StateNode[] {
  const recorded = new Set(context.nodes.map(({ name }) => name));
  return [...instancesOf(state, cloud.machineResource)].flatMap(([name, { attributes = {} }]) => {
    const birth = recorded.has(name) ? undefined : birthOf(name, context);
    if (!birth) return [];
    return [{ ...birth, name, privateIP: cloud.privateAddress(attributes) ?? "", usedBy: birth.component }];
  });
}
