import type { InfrastructureChange, ProviderContext, StateNode } from "@lambdastack/core";
import { birthOf } from "../drawing/wanted-machines.ts";
import { destroyPrevented } from "../errors.ts";

type Components = Record<string, { prevent_destroy?: boolean } | null>;

/** Machines of a component with `prevent_destroy` neither go nor are made anew. Throws `destroy-prevented` (refused). */
export function refuseProtected(
  changes: readonly InfrastructureChange[],
  context: Pick<ProviderContext, "manifest" | "section">,
  nodes: readonly StateNode[],
): void {
  const components = (context.manifest.cluster.specification.components ?? {}) as Components;
  const protectedOnes = changes.flatMap(({ what, name, action, destroys }) => {
    if (what !== "machine" || !destroys) return [];
    const component = nodes.find((node) => node.name === name)?.component ?? birthOf(name, context)?.component ?? "";
    return components[component]?.prevent_destroy ? [{ name, action, component }] : [];
  });
  if (protectedOnes.length > 0) throw destroyPrevented(protectedOnes);
}
