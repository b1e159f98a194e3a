import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { checkTypes } from "../checks/index.ts";
import { coreKinds, findDocument, resolveDocuments } from "../documents/index.ts";
import { materialise } from "../engine/materialise.ts";
import type { Machine } from "../machines/machine.ts";
import { resourcesProblem } from "../plugin-host/check-resources.ts";
import type { RoleManifest } from "../plugin-host/role.ts";
import type { Published, Task, TaskContext } from "../plugin-host/task.ts";
import { resourceBuilders } from "../resources/builders.ts";
import { resourceTypes } from "../resources/index.ts";
import type { Value } from "../resources/resource.ts";
import { stepTypes } from "../steps/index.ts";
import { frozen } from "../task-context/frozen.ts";
import { clusterOf, withReferences } from "../task-context/index.ts";

/** Tests of role folders run tasks as the product does, without a machine: real schemas, builders, types and templates. */
export interface InMemoryRole {
  folder: string;
  manifest: RoleManifest;
  apply: Task<never>;
  test: Task<never>;
  scale?: Task<never>;
  backup?: Task<never>;
  restore?: Task<never>;
  upgrade?: Task<never>;
}

type TaskOfRole = "apply" | "test" | "scale" | "backup" | "restore" | "upgrade";

export interface InMemoryOptions {
  /** Specification of the role's document; defaults where it is silent. */
  specification?: Record<string, unknown>;
  /** The machine that the task runs for; `machines[0]` when missing. */
  machine?: Machine;
  machines?: readonly Machine[];
  consumed?: Record<string, readonly Published[]>;
  /** Machines that would go; for `scale`. */
  leaving?: readonly Machine[];
}

/** One resource with its templates rendered; secrets read `secret(<name>)`. */
export interface Outcome {
  id: string;
  props: Readonly<Record<string, unknown>>;
  sensitive: boolean;
}

export function inMemoryRole(folder: string, tasks: Pick<InMemoryRole, TaskOfRole>): InMemoryRole {
  return { folder, manifest: parse(readFileSync(join(folder, "role.yml"), "utf8")), ...tasks };
}

/** A machine with the n-th address of the documentation network 192.0.2.0/24. */
export function machineNamed(name: string, n: number, more: Partial<Machine> = {}): Machine {
  const address = `192.0.2.${n}`;
  const component = more.component ?? "web";
  return {
    name,
    hostname: name,
    address,
    sshAddress: address,
    sshPort: 22,
    component,
    components: [component],
    roles: [],
    index: 1,
    ...more,
  };
}

/** Runs a task and does with its resources what the engine does before it looks at a machine. */
export async function outcomes(
  role: InMemoryRole,
  task: TaskOfRole,
  options: InMemoryOptions = {},
): Promise<Outcome[]> {
  const context = contextOf(role, options);
  const run = role[task];
  if (!run) throw new Error(`${role.manifest.name} has no task ${task}`);
  const resources = await run(context as never);
  const problem = resourcesProblem(resources);
  if (problem !== undefined) throw new Error(`${role.manifest.name} ${task}: ${problem}`);
  structuredClone(resources);
  const types: readonly { name: string; schema: object; identify(props: never): string }[] = {
    apply: resourceTypes,
    test: checkTypes,
    upgrade: [...checkTypes, ...stepTypes, ...resourceTypes.map(named)],
    scale: [...checkTypes, ...resourceTypes],
    backup: stepTypes,
    restore: stepTypes,
  }[task];
  const placed = resources
    .filter(({ type }) => type !== "publish")
    .map((resource) => ({ ...resource, base: join(role.folder, task) }));
  const found = materialise([{ role: role.manifest.name, resources: placed }], {
    machine: context.machine.name,
    types: new Map(types.map((type) => [type.name, type])),
    sources: { secrets: { read: (name) => `secret(${name})` }, outputs: { read: () => undefined } as never },
  });
  return found.map(({ id, props, sensitive }) => ({ id, props, sensitive }));
}

/** A task `upgrade` only names what `apply` wants. */
const named = ({ name, identify }: (typeof resourceTypes)[number]) => ({ name, identify, schema: { type: "object" } });

/** What a role's apply task publishes. */
export async function publications(role: InMemoryRole, options: InMemoryOptions = {}): Promise<Record<string, Value>> {
  const resources = await role.apply(contextOf(role, options) as never);
  const published = resources.filter(({ type }) => type === "publish");
  return Object.fromEntries(published.map(({ props }) => [String(props.name), props.value]));
}

/** The rendered content of a file or unit. */
export function contentOf(all: readonly Outcome[], id: string): string {
  const found = all.find((outcome) => outcome.id === id);
  if (!found) throw new Error(`No resource ${id}; there are ${all.map((outcome) => outcome.id).join(", ")}`);
  return String(found.props.content);
}

/** The role's document through the product's own loader. Throws what a user would see. */
export function configured(
  { folder, manifest }: Pick<InMemoryRole, "folder" | "manifest">,
  specification: Record<string, unknown> = {},
) {
  const kind = `configuration/${manifest.name}`;
  const documents = [inMemoryCluster(manifest), { kind, name: "default", provider: "any", specification }];
  const { manifest: resolved, warnings } = resolveDocuments({
    texts: [{ file: "input.yaml", text: documents.map((document) => stringify(document)).join("---\n") }],
    kinds: [...coreKinds(), kindOf(folder, manifest)],
    roles: [manifest],
    providers: [{ name: "any" }],
  });
  return { config: findDocument(resolved, kind)?.specification ?? {}, warnings };
}

const inMemoryCluster = (manifest: RoleManifest) => ({
  kind: "lambdastack-cluster",
  name: "default",
  version: "1.0.0",
  provider: "any",
  specification: { name: "in-memory", prefix: "demo", components: { [componentOf(manifest)]: { count: 1 } } },
});

function kindOf(folder: string, { name }: RoleManifest) {
  const files = { schemaFile: join(folder, "schema.yml"), defaultsFile: join(folder, "defaults.yml") };
  return { kind: `configuration/${name}`, owner: `role ${name}`, ...files };
}

/** Documents spell components with underscores. */
function componentOf({ components, name }: RoleManifest): string {
  return Array.isArray(components) ? (components[0] ?? name).replaceAll("-", "_") : "web";
}

/** The context of a task in memory. */
export function contextOf(role: InMemoryRole, options: InMemoryOptions): TaskContext {
  const { machines = [machineNamed("demo-web-1", 11)], consumed = {} } = options;
  const machine = options.machine ?? machines[0];
  if (!machine) throw new Error("A task needs a machine.");
  return {
    config: frozen(withReferences(configured(role, options.specification).config)) as Record<string, Value>,
    machine: frozen(machine),
    cluster: frozen(clusterOf({ cluster: inMemoryCluster(role.manifest), documents: [] }, machines)),
    facts: {
      os: { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" },
      hostname: machine.hostname,
      memory: 2 ** 31,
      processors: 2,
      timeSkew: 0,
    },
    consumed: frozen(consumed),
    ...(options.leaving && { leaving: frozen(options.leaving) }),
    shared: frozen({}),
    resource: resourceBuilders,
    secret: (name) => ({ $tag: "secret", name }),
    output: (producer, name) => ({ $tag: "output", machine: producer.name, name }),
    publish: (name, value) => ({ type: "publish", props: { name, value } }),
  };
}
