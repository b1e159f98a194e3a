import {
  type ComponentsHooks,
  type Machine,
  providerName,
  type Role,
  type RoleResources,
  runTask,
  type SecretRequest,
  type TaskName,
} from "@lambdastack/core";
import { type Selection, selectionOf } from "../apply/selection.ts";
import type { ComponentsRun } from "../components-run.ts";
import { collectResources } from "../plan/collect-resources.ts";
import { orderOfRun } from "../plan/order-of-run.ts";
import { presentModules } from "../plan/present-modules.ts";
import { publishedBefore } from "../plan/published-before.ts";
import { requireOurs } from "../plan/require-ours.ts";

export interface AskOptions {
  task: TaskName;
  hooks: ComponentsHooks;
  /** What roles written for Ansible say, which have no resources. */
  estimate?: Parameters<typeof collectResources>[0]["estimate"];
}

/** What the roles of a run say that belongs to one task. */
export interface AskedRoles {
  /** Machines that the run may touch. */
  machines: readonly Machine[];
  selection: Selection;
  /** Roles that have the task, in the order of what they require. */
  order: readonly string[];
  /** Every role in use, by name. */
  roles: ReadonlyMap<string, Role>;
  /** What the task wants on a machine, of selected roles, in that order. */
  resourcesOn(machine: string): readonly RoleResources[];
  secrets: ReadonlyMap<string, SecretRequest>;
}

/** Asks every role on every machine for the resources of a task. Machines of another cluster are refused. */
export async function askRoles(
  { run, machines }: ComponentsRun,
  { task, hooks, estimate }: AskOptions,
): Promise<AskedRoles> {
  const { workspace, events } = run;
  const { settings, componentRoles, manifest, host } = workspace;
  const all = machines.map(({ machine }) => machine);
  const selection = selectionOf({ settings, machines: all, rolesOf: (name) => componentRoles[name] ?? [] });
  const own = machines.filter(({ machine }) => selection.machine(machine.name));
  await requireOurs(run, own);
  const present = presentModules(host, providerName(manifest), run.before);
  const { ordering, roles } = orderOfRun({ host, machines: all, present, events });
  const { resources, secrets } = await collectResources({
    ...workspace,
    task,
    machines: all,
    roles,
    order: ordering.order,
    factsOf: ({ name }) => run.facts.get(name)?.facts,
    publishedBefore: publishedBefore(run.before, all, []),
    runTask: (role, context) => runTask(hooks, { role: role.name, task, context }),
    ...(estimate && { estimate }),
  });
  return {
    machines: own.map(({ machine }) => machine),
    selection,
    order: ordering.order.filter((name) => roles.get(name)?.tasks[task]),
    roles,
    resourcesOn: (machine) => (resources.get(machine) ?? []).filter(({ role }) => selection.unit({ role, machine })),
    secrets,
  };
}
