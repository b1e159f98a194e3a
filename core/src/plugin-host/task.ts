import type { Facts, Machine } from "../machines/machine.ts";
import type { ResourceBuilders } from "../resources/builders.ts";
import type { Ensure, OutputReference, Resource, SecretReference, Value } from "../resources/resource.ts";

/** Every machine of the cluster, and by component and role (plugin spelling); never narrowed by `--limit`. */
export interface Cluster {
  name: string;
  prefix?: string;
  machines: readonly Machine[];
  components: Readonly<Record<string, readonly Machine[]>>;
  roles: Readonly<Record<string, readonly Machine[]>>;
}

/** A value another module published, with where it comes from. */
export interface Published {
  role: string;
  machine: Machine;
  value: Value;
}

/** How a secret looks when it has to be created. */
export interface SecretRecipe {
  /** Characters; default 32. */
  length?: number;
  /** Default: letters and digits. */
  alphabet?: string;
}

/**
 * What a task knows. All but the builder functions is frozen plain data. The configuration is the role's
 * `configuration/<role>` specification after defaults; sensitive fields stand in it as secret references.
 */
export interface TaskContext<Config = Record<string, Value>> {
  config: Config;
  machine: Machine;
  cluster: Cluster;
  facts: Facts;
  /** Values of `consumes`, by name; an entry per publishing machine, sorted by machine name. */
  consumed: Readonly<Record<string, readonly Published[]>>;
  /** `configuration/shared-config`. */
  shared: Readonly<Record<string, Value>>;
  /** All machines that would go with this run, this one among them; only in the task `scale`. */
  leaving?: readonly Machine[];
  resource: ResourceBuilders;
  /** Asks for a secret of the cluster by name; created at apply when missing, never by plan. */
  secret(name: string, recipe?: SecretRecipe): SecretReference;
  /** Refers to what another resource of the role reports on a machine while applying. */
  output(machine: Machine, name: string): OutputReference;
  /** Publishes a value into the state; declared under `publishes` in role.yml. */
  publish(name: string, value: Value): Resource;
}

/** A pure function from context to resources. It never talks to a machine. */
export type Task<Config = Record<string, Value>> = (
  context: TaskContext<Config>,
) => readonly Resource[] | Promise<readonly Resource[]>;

/** Gives a task its types. Identity at run time. */
export function defineTask<Config = Record<string, Value>>(task: Task<Config>): Task<Config> {
  return task;
}

export type { Ensure };
