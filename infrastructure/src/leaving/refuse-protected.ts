import type { InfrastructurePlan, Manifest, ProviderContext } from "@lambdastack/core";
import { birthOf } from "./birth-of.ts";
import { destroyPrevented } from "./errors.ts";
import { leavingMachines } from "./leaving-machines.ts";

interface Protection {
  plan: Pick<InfrastructurePlan, "changes">;
  context: Pick<ProviderContext, "manifest" | "section" | "nodes">;
  /** What was last applied: a component that left the documents is still protected as it was. */
  before: Manifest | undefined;
}

/** Machines of a component with `prevent_destroy` neither go nor are made anew. Throws `destroy-prevented` (refused). */
export function refuseProtected({ plan, context, before }: Protection): void {
  const { manifest, nodes } = context;
  const refused = leavingMachines(plan).flatMap(({ name, action, destroys }) => {
    const component = nodes.find((node) => node.name === name)?.component ?? birthOf(name, context)?.component ?? "";
    const written = componentOf(manifest, component) ?? (before && componentOf(before, component));
    return destroys && written?.prevent_destroy ? [{ name, action, component }] : [];
  });
  if (refused.length > 0) throw destroyPrevented(refused);
}

function componentOf({ cluster }: Manifest, name: string): { prevent_destroy?: boolean } | undefined {
  const components = cluster.specification.components as Record<string, { prevent_destroy?: boolean } | null>;
  return Object.hasOwn(components ?? {}, name) ? (components[name] ?? {}) : undefined;
}
