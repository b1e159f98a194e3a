import {
  clusterOf,
  consumedNames,
  type Facts,
  isAnsibleTask,
  type Machine,
  type Published,
  publishedValueFindings,
  type Resource,
  type Role,
  type RoleResources,
  type SecretRequest,
  type TaskContext,
  type TaskContextOptions,
  type TaskName,
  taskContext,
  type Value,
} from "@lambdastack/core";
import { undeclaredPublication, wrongPublication } from "../errors.ts";
import { UnknownFact } from "./machine-to-plan.ts";

export interface CollectOptions extends Pick<TaskContextOptions, "manifest" | "componentRoles"> {
  task: TaskName;
  /** Every machine of the cluster. */
  machines: readonly Machine[];
  roles: ReadonlyMap<string, Role>;
  /** Roles in run order, so that what is published is there for those who consume it. */
  order: readonly string[];
  /** Undefined: the machine's facts cannot be had, and nothing is collected for it. */
  factsOf(machine: Machine): Facts | undefined;
  /** What machines that are left out published last. */
  publishedBefore: ReadonlyMap<string, readonly Published[]>;
  /** Runs the task through its hooks. */
  runTask(role: Role, context: ReturnType<typeof taskContext>): Promise<readonly Resource[]>;
  /** Asks Ansible about its role on all machines with facts; returns what each of them publishes. */
  estimate?(role: Role, contexts: readonly TaskContext[]): Promise<readonly { name: string; value: Published }[]>;
}

export interface Collected {
  /** By machine name, in run order. */
  resources: Map<string, RoleResources[]>;
  deferred: Map<string, { role: string; reason: string }[]>;
  published: Map<string, Published[]>;
  secrets: Map<string, SecretRequest>;
}

/** Asks every role on every machine what should be true there. Nothing is compared yet. */
export async function collectResources(options: CollectOptions): Promise<Collected> {
  const published = new Map([...options.publishedBefore].map(([name, values]) => [name, [...values]]));
  const collected: Collected = { resources: new Map(), deferred: new Map(), published, secrets: new Map() };
  const cluster = clusterOf(options.manifest, options.machines);
  for (const name of options.order) {
    const role = options.roles.get(name);
    if (!role?.tasks[options.task]) continue;
    for (const machine of cluster.roles[name] ?? [])
      await collectOne({ ...options, cluster, role, machine, collected });
    if (options.estimate && isAnsibleTask(role.tasks[options.task]))
      await estimateRole({ ...options, cluster, role, collected }, options.estimate);
  }
  return collected;
}

/** Like a task, Ansible is handed what the roles before it published. */
async function estimateRole(one: Omit<One, "machine">, estimate: NonNullable<CollectOptions["estimate"]>) {
  const { role, cluster, collected } = one;
  const contexts = (cluster.roles[role.name] ?? []).flatMap((machine) => {
    const facts = one.factsOf(machine);
    return facts ? [taskContext({ ...one, ...collected, machine, facts })] : [];
  });
  for (const { name, value } of await estimate(role, contexts)) listOf(collected.published, name).push(value);
}

type One = CollectOptions & Pick<TaskContextOptions, "cluster" | "role" | "machine"> & { collected: Collected };

async function collectOne(one: One): Promise<void> {
  const { role, machine, collected } = one;
  const facts = one.factsOf(machine);
  if (!facts) return;
  const { published, secrets } = collected;
  try {
    const all = await one.runTask(role, taskContext({ ...one, facts, published, secrets }));
    const publications = all.filter(({ type }) => type === "publish");
    publish(one, publications);
    listOf(collected.resources, machine.name).push({
      role: role.name,
      resources: all.filter((resource) => !publications.includes(resource)),
    });
  } catch (error) {
    const reason = unknownFactOf(error);
    if (!reason) throw error;
    listOf(collected.deferred, machine.name).push({ role: role.name, reason: reason.message });
  }
}

function publish(one: One, publications: readonly Resource[]): void {
  const { role, machine, collected } = one;
  for (const { props } of publications) {
    const name = String(props.name);
    requireDeclared(one, name, props.value);
    listOf(collected.published, name).push({ role: role.name, machine, value: props.value as Value });
  }
}

/** Only what the value's schema takes: those who read it rely on that. */
function requireDeclared({ role, machine, roles }: One, name: string, value: unknown): void {
  const contract = role.manifest.publishes?.[name];
  if (!contract) throw undeclaredPublication(role.name, name);
  const [finding] = publishedValueFindings(contract, name, value);
  if (!finding) return;
  const readers = [...roles.values()].filter(({ manifest }) => consumedNames(manifest).includes(name));
  const consumers = readers.map((reader) => reader.name).sort();
  throw wrongPublication({ role: role.name, machine: machine.name, name, problem: finding.message, consumers });
}

/** The host wraps what a task throws; the fact that was asked for is its cause. */
function unknownFactOf(error: unknown): UnknownFact | undefined {
  if (error instanceof UnknownFact) return error;
  return error instanceof Error && error.cause !== undefined ? unknownFactOf(error.cause) : undefined;
}

function listOf<Item>(lists: Map<string, Item[]>, key: string): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
