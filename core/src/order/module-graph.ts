import type { MatchExpression, RoleManifest } from "../plugin-host/role.ts";
import { consumedNames } from "./consumed-values.ts";
import { matches } from "./matches.ts";
import { type Module, roleModule } from "./module-labels.ts";

export interface GraphEdge {
  from: string;
  to: string;
  /**
   * Why: `from` requires `to` (strong), comes after it where both are there (weak), reads a value that it publishes (value),
   * or has an effect on it (influences).
   */
  kind: "strong" | "weak" | "value" | "influences";
  /** The value, for edges of that kind. */
  value?: string;
}

export interface ModuleGraph {
  /** Alphabetical. */
  nodes: readonly { name: string; version: string; type: "role" | "module" | "container" | "provider" }[];
  /** By names. */
  edges: readonly GraphEdge[];
}

/** How roles, and the provider they run on, depend on each other. */
export function moduleGraph(roles: readonly RoleManifest[], providers: readonly Module[]): ModuleGraph {
  const modules = [...roles.map(roleModule), ...providers];
  const nodes = [
    ...roles.map(({ name, version }) => ({ name, version, type: "role" as const })),
    ...providers.map(({ name, labels }) => ({ name, version: labels.version ?? "", type: "provider" as const })),
  ];
  const edges = roles.flatMap((role) => [
    ...matching(role, "strong", role.requires?.strong, modules),
    ...matching(role, "weak", role.requires?.weak, modules),
    ...values(role, roles),
    ...matching(role, "influences", role.influences, modules),
  ]);
  return {
    nodes: nodes.sort(byText(({ name }) => name)),
    edges: edges.sort(byText(({ from, to, kind }) => `${from} ${to} ${kind}`)),
  };
}

const byText =
  <Item>(text: (item: Item) => string) =>
  (left: Item, right: Item): number =>
    text(left) < text(right) ? -1 : 1;

function matching(
  { name }: RoleManifest,
  kind: GraphEdge["kind"],
  entries: readonly MatchExpression[][] = [],
  modules: readonly Module[],
): GraphEdge[] {
  return modules
    .filter((module) => module.name !== name && entries.some((entry) => matches(entry, module)))
    .map((module) => ({ from: name, to: module.name, kind }));
}

function values(role: RoleManifest, roles: readonly RoleManifest[]): GraphEdge[] {
  return consumedNames(role).flatMap((value) =>
    roles
      .filter((other) => other.name !== role.name && Object.hasOwn(other.publishes ?? {}, value))
      .map((other) => ({ from: role.name, to: other.name, kind: "value" as const, value })),
  );
}
