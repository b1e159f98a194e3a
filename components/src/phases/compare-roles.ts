import {
  type ComponentsHooks,
  type Facts,
  type Host,
  type Machine,
  type MachineRun,
  type Override,
  outputKey,
  type Phase,
  planMachine,
  providerName,
  type ResourceType,
  type Role,
  resourceTypes,
  runTask,
  settleMachines,
} from "@lambdastack/core";
import { type AnsibleWork, ansibleWork } from "../ansible/ansible-work.ts";
import { withEstimates } from "../ansible/with-estimates.ts";
import { selectionOf } from "../apply/selection.ts";
import type { ComponentsRun } from "../components-run.ts";
import { type Collected, collectResources } from "../plan/collect-resources.ts";
import { declaredFacts, type MachineToPlan } from "../plan/machine-to-plan.ts";
import { orderOfRun } from "../plan/order-of-run.ts";
import { outputEdges } from "../plan/output-edges.ts";
import { overridesByMachine } from "../plan/overrides-by-machine.ts";
import { presentModules } from "../plan/present-modules.ts";
import { publishedBefore } from "../plan/published-before.ts";
import { publishedByRole } from "../plan/published-by-role.ts";
import { requireApplied } from "../plan/require-applied.ts";
import { requireOurs } from "../plan/require-ours.ts";
import { partsOf, proposals, scopeOfRun } from "../plan/scope-of-run.ts";

export interface CompareRolesOptions {
  hooks: ComponentsHooks;
  /** Types that plugins add to the built-in ones. */
  pluginTypes: readonly ResourceType<never, unknown>[];
}

/** Asks every role what should be true and compares it with the machines: one round trip for facts, one for the rest. */
export const compareRoles = (options: CompareRolesOptions): Phase<ComponentsRun> => ({
  name: "compare-roles",
  title: "Comparing roles",
  async run(components) {
    const { run, machines } = components;
    const { workspace, events } = run;
    const all = machines.map(({ machine }) => machine);
    const { settings, componentRoles } = workspace;
    const role = components.addition?.role;
    const rolesOf = (component: string) => componentRoles[component] ?? [];
    const asked = selectionOf({ settings, machines: all, rolesOf, role });
    const present = presentModules(workspace.host, providerName(workspace.manifest), run.before);
    const own = machines.filter(({ machine }) => asked.machine(machine.name));
    const { ordering, roles } = await besides(requireOurs(run, own), async () => {
      const found = orderOfRun({ host: workspace.host, machines: all, present, events });
      if (role !== undefined)
        requireApplied({ role: workspace.host.role(role), roles: found.roles, present, state: run.before });
      await loadTasks(found.roles, workspace.host);
      return found;
    });
    const scope = await scopeOfRun({ run, machines, asked, roles, accepted: components.accepted });
    const overrides = overridesByMachine(workspace.manifest, all);
    const ansible = ansibleWork(run);
    const collected = await collectResources({
      ...workspace,
      task: "apply",
      machines: all,
      roles,
      order: ordering.order,
      factsOf: (machine) => factsOf(components, machine),
      publishedBefore: publishedBefore(run.before, all, scope.machines),
      runTask: (role, context) => runTask(options.hooks, { role: role.name, task: "apply", context }),
      estimate: ansible.estimate,
    });
    const types = typesOf(options);
    const compared = await compareAll(
      scope.machines.map(({ machine }) => machine),
      (machine) => machineRun(components, { machine, collected, types, overrides }),
      ansible,
    );
    const prepared = partsOf(compared, scope.selection);
    components.prepared = {
      machines: prepared,
      compared,
      influenced: proposals(compared, scope),
      selection: scope.selection,
      ordering,
      outputs: outputEdges(collected.resources, ansible.pending()),
      roles,
      published: publishedByRole(collected.published),
      secrets: collected.secrets,
      allMachines: all,
      ansible,
    };
    const changes = prepared.reduce((sum, { plan }) => sum + plan.changes.length, 0);
    return `${changes} changes on ${prepared.length} machines`;
  },
});

/** Works while the machines answer. What they say comes first: it is told whatever else is wrong. */
async function besides<Result>(answers: Promise<void>, work: () => Promise<Result>): Promise<Result> {
  const [asked, worked] = await Promise.allSettled([answers, work()]);
  if (asked.status === "rejected") throw asked.reason;
  if (worked.status === "rejected") throw worked.reason;
  return worked.value;
}

/** Their code is loaded once; asking them later costs nothing. */
async function loadTasks(roles: ReadonlyMap<string, Role>, host: Host): Promise<void> {
  for (const role of roles.values()) if (role.tasks.apply) await host.loadTask(role.name, "apply");
}

/** A second round only where what one machine would produce is used by another. */
async function compareAll(
  machines: readonly Machine[],
  runOf: (machine: Machine) => Promise<MachineRun>,
  ansible: AnsibleWork,
) {
  const known = new Set(ansible.pending().map(outputKey));
  const plan = (pendingOutputs: ReadonlySet<string>) =>
    settleMachines(machines, async (machine) =>
      withEstimates(await planMachine(await runOf(machine), { pendingOutputs }), ansible),
    );
  const first = await plan(known);
  const pendingOutputs = new Set([...known, ...first.flatMap((prepared) => prepared.pendingOutputs)]);
  return pendingOutputs.size === known.size ? first : plan(pendingOutputs);
}

const typesOf = ({ pluginTypes }: CompareRolesOptions) =>
  new Map([...resourceTypes, ...pluginTypes].map((type) => [type.name, type]));

function factsOf({ run, machines }: ComponentsRun, machine: Machine): Facts | undefined {
  const known = run.facts.get(machine.name);
  if (known) return known.facts;
  const toPlan = machines.find((candidate) => candidate.machine.name === machine.name);
  if (toPlan?.presence !== "missing" || !toPlan.os) return undefined;
  return declaredFacts(machine, toPlan.os);
}

interface MachineRunOptions {
  machine: Machine;
  collected: Collected;
  types: MachineRun["types"];
  overrides: ReadonlyMap<string, readonly Override[]>;
}

async function machineRun(components: ComponentsRun, options: MachineRunOptions): Promise<MachineRun> {
  const { run, machines } = components;
  const { machine, collected, types, overrides } = options;
  const toPlan = machines.find((candidate) => candidate.machine.name === machine.name) as MachineToPlan;
  const facts = factsOf(components, machine);
  const known = run.facts.get(machine.name);
  return {
    machine,
    facts: facts ?? declaredFacts(machine, toPlan.os ?? unknownSystem),
    ...(toPlan.presence === "running" ? { session: await run.sessions.get(machine.name) } : {}),
    roles: collected.resources.get(machine.name) ?? [],
    overrides: overrides.get(machine.name) ?? [],
    deferred: toPlan.presence === "stopped" ? stoppedRoles(machine) : (collected.deferred.get(machine.name) ?? []),
    ...(known ? { journal: known.journal } : {}),
    applied: await run.applied.read(machine.name),
    types,
    secrets: { read: (name) => run.workspace.givenSecrets[name] ?? run.secrets.read(name) },
    outputs: run.outputs,
    events: run.events,
  };
}

const stoppedRoles = ({ roles }: Machine) =>
  roles.map((role) => ({ role, reason: "the machine is stopped; compared once it is started" }));

const unknownSystem = { id: "", version: "", codename: "", family: "debian", architecture: "" } as const;
