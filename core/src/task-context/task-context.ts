import type { Manifest } from "../documents/document.ts";
import { findDocument } from "../documents/manifest.ts";
import type { Facts, Machine } from "../machines/machine.ts";
import { consumedNames } from "../order/consumed-values.ts";
import type { Role } from "../plugin-host/role.ts";
import type { Cluster, Published, SecretRecipe, TaskContext } from "../plugin-host/task.ts";
import { resourceBuilders } from "../resources/builders.ts";
import type { Value } from "../resources/resource.ts";
import { configurationOf } from "./configuration-of.ts";
import { frozen } from "./frozen.ts";

export interface SecretRequest {
  role: string;
  recipe: SecretRecipe;
}

export interface TaskContextOptions {
  manifest: Manifest;
  cluster: Cluster;
  role: Role;
  machine: Machine;
  facts: Facts;
  /** Roles of each component, in plugin spelling. */
  componentRoles: Readonly<Record<string, readonly string[]>>;
  /** Every value published so far, by name. */
  published: ReadonlyMap<string, readonly Published[]>;
  /** Filled as the task asks. */
  secrets: Map<string, SecretRequest>;
  /** Machines that go with this run. */
  leaving?: readonly Machine[];
}

/** What a task knows: its configuration, the whole cluster, facts, and what other modules published. */
export function taskContext(options: TaskContextOptions): TaskContext {
  const { manifest, cluster, role, machine, facts, published, secrets, leaving } = options;
  return {
    config: frozen(configurationOf(manifest, role.name, componentWith(role.name, options))),
    machine: frozen(machine),
    cluster: frozen(cluster),
    facts,
    shared: frozen(sharedOf(manifest)),
    consumed: frozen(consumedBy(role, published)),
    ...(leaving && { leaving }),
    resource: resourceBuilders,
    secret(name: string, recipe: SecretRecipe = {}) {
      secrets.set(name, { role: role.name, recipe });
      return { $tag: "secret", name };
    },
    output: (producer, name) => ({ $tag: "output", machine: producer.name, name }),
    publish: (name, value) => ({ type: "publish", props: { name, value } }),
  };
}

const sharedOf = (manifest: Manifest): Record<string, Value> =>
  structuredClone(findDocument(manifest, "configuration/shared-config")?.specification ?? {}) as Record<string, Value>;

/** Lists of its own, since more is published while roles are asked. */
const consumedBy = ({ manifest }: Role, published: TaskContextOptions["published"]): TaskContext["consumed"] =>
  Object.fromEntries(consumedNames(manifest).map((name) => [name, [...(published.get(name) ?? [])]]));

/** The component that brings the role to the machine. That no two differ was checked with the documents. */
export function componentWith(
  role: string,
  { machine, componentRoles }: Pick<TaskContextOptions, "machine" | "componentRoles">,
): string {
  const bringing = machine.components.find((component) => componentRoles[component]?.includes(role));
  return bringing ?? machine.component;
}
