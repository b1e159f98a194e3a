import type { Document } from "./document.ts";

/** One component of the cluster document after validation. */
export interface ComponentSpecification {
  count: number;
  /** Name of the configuration documents of its roles. */
  configuration: string;
  machines?: string[];
  remove?: string[];
}

/** The components that are switched on, by name, with their defaults filled in. */
export function componentsOf(cluster: Document): Record<string, ComponentSpecification> {
  const components = (cluster.specification.components ?? {}) as Record<string, Partial<ComponentSpecification> | null>;
  const filled = Object.entries(components).map(([name, one]) => [name, withDefaults(one ?? {})] as const);
  return Object.fromEntries(filled.filter(([, { count }]) => count > 0));
}

function withDefaults(component: Partial<ComponentSpecification>): ComponentSpecification {
  const listed = component.machines?.length ?? 0;
  return { ...component, count: component.count ?? (listed || 1), configuration: component.configuration ?? "default" };
}
