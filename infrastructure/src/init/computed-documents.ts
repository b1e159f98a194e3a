import type { ComputedConfiguration, Document, Provider, StateNode } from "@lambdastack/core";

interface Known {
  provider: string;
  nodes: readonly StateNode[];
  /** Provider's own part; `Provider.init`. */
  compute: Provider["init"];
}

/** What a state tells of the documents that would lead to it: components, how many machines, and what the provider reads from them. */
export function computedDocuments({ provider, nodes, compute }: Known): Document[] {
  const computed = compute?.(nodes) ?? {};
  const { specification = {}, documents = [] } = computed;
  const components = Object.fromEntries(
    componentsIn(nodes).map((name) => [name, componentOf(nodes.filter(isOf(name)), computed)]),
  );
  const cluster = { kind: "lambdastack-cluster", name: "default", specification: { ...specification, components } };
  return [cluster, ...documents].map((document) => ({ provider, version: "1.0.0", ...document }));
}

/** A machine of a pool is nobody's yet. */
function componentsIn(nodes: readonly StateNode[]): string[] {
  const names = nodes.flatMap(({ component, usedBy }) => [component, ...[usedBy ?? []].flat()]);
  return [...new Set(names)].filter((name) => name !== undefined && name !== "unused").sort();
}

const isOf =
  (name: string) =>
  ({ component, usedBy }: StateNode): boolean =>
    component === name || [usedBy ?? []].flat().includes(name);

function componentOf(nodes: readonly StateNode[], { component }: ComputedConfiguration): Record<string, unknown> {
  return { count: nodes.length, ...component?.(nodes) };
}
