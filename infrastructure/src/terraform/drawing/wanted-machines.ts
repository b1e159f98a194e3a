import { type Allocation, allocateMachines, type ProviderContext, type StateNode } from "@lambdastack/core";
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

/** Component and number of a machine, from its name; undefined for one of a component that the documents do not have. */
export function birthOf(
  name: string,
  { manifest, section }: Pick<ProviderContext, "manifest" | "section">,
): { component: string; index: number } | undefined {
  const [, stem, digits] = /^(.+)-([1-9]\d*)$/.exec(name) ?? [];
  const { prefix, name: cluster, components } = manifest.cluster.specification;
  const base = [prefix, cluster].filter((part) => typeof part === "string" && part !== "").join("-");
  const known = [...Object.keys(components ?? {}), ...Object.keys((section?.last_index ?? {}) as object)];
  const component = known.find((one) => `${base}-${one.replaceAll("_", "-")}` === stem);
  return component === undefined ? undefined : { component, index: Number(digits) };
}
