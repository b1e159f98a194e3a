import {
  type Cluster,
  type Facts,
  findDocument,
  type Machine,
  type Manifest,
  type Published,
  type Role,
  resourceBuilders,
  type SecretRecipe,
  type TaskContext,
  type Value,
} from "@lambdastack/core";
import type { SecretRequest } from "../components-run.ts";
import { configurationOf } from "./configuration-of.ts";

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
}

/** What a task knows: its configuration, the whole cluster, facts, and what other modules published. */
export function taskContext(options: TaskContextOptions): TaskContext {
  const { manifest, cluster, role, machine, facts, published, secrets } = options;
  return {
    config: Object.freeze(configurationOf(manifest, role.name, componentWith(options))),
    machine,
    cluster,
    facts,
    shared: (findDocument(manifest, "configuration/shared-config")?.specification ?? {}) as Record<string, Value>,
    consumed: Object.fromEntries((role.manifest.consumes ?? []).map((name) => [name, published.get(name) ?? []])),
    resource: resourceBuilders,
    secret(name: string, recipe: SecretRecipe = {}) {
      secrets.set(name, { role: role.name, recipe });
      return { $tag: "secret", name };
    },
    output: (producer, name) => ({ $tag: "output", machine: producer.name, name }),
    publish: (name, value) => ({ type: "publish", props: { name, value } }),
  };
}

/** The component that brings the role to the machine. That no two differ was checked with the documents. */
function componentWith({ machine, role, componentRoles }: TaskContextOptions): string {
  const bringing = machine.components.find((component) => componentRoles[component]?.includes(role.name));
  return bringing ?? machine.component;
}
