import {
  type ComponentsHooks,
  type Facts,
  type Host,
  type Machine,
  type MachinePlan,
  type MachineRun,
  outputKey,
  type Phase,
  type PreparedMachine,
  planMachine,
  providerName,
  type ResourceType,
  type Role,
  type Run,
  resourceTypes,
  runTask,
  StackError,
  settleMachines,
} from "@lambdastack/core";
import { type AnsibleWork, ansibleWork } from "../ansible/ansible-work.ts";
import { type Selection, selectionOf } from "../apply/selection.ts";
import type { ComponentsRun } from "../components-run.ts";
import { type Collected, collectResources } from "../plan/collect-resources.ts";
import { influencedSelection, together } from "../plan/influenced.ts";
import { declaredFacts, type MachineToPlan } from "../plan/machine-to-plan.ts";
import { orderOfRun } from "../plan/order-of-run.ts";
import { outputEdges } from "../plan/output-edges.ts";
import { publishedBefore } from "../plan/published-before.ts";
import { publishedByRole } from "../plan/published-by-role.ts";
import { requireOurs } from "./require-ours.ts";

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
    const asked = selectionOf({ settings, machines: all, rolesOf: (component) => componentRoles[component] ?? [] });
    const provider = providerName(workspace.manifest);
    const order = () => orderOfRun({ host: workspace.host, machines: all, provider, events });
    const own = machines.filter(({ machine }) => asked.machine(machine.name));
    const { ordering, roles } = await besides(requireOurs(run, running(own)), async () => {
      const found = order();
      await loadTasks(found.roles, workspace.host);
      return found;
    });
    const influenced = influencedSelection({ machines: all, roles, selection: asked });
    const isAccepted = settings.acceptInfluences === true;
    const selection = isAccepted ? together(asked, influenced) : asked;
    const besidesOwn = machines.filter(
      ({ machine }) => !own.some((one) => one.machine === machine) && influenced.machine(machine.name),
    );
    const further = isAccepted ? besidesOwn : await answering(run, besidesOwn);
    if (isAccepted) await requireOurs(run, running(besidesOwn));
    const chosen = machines.filter((machine) => own.includes(machine) || further.includes(machine));
    const ansible = ansibleWork(run);
    const collected = await collectResources({
      ...workspace,
      task: "apply",
      machines: all,
      roles,
      order: ordering.order,
      factsOf: (machine) => factsOf(components, machine),
      publishedBefore: publishedBefore(run.before, all, chosen),
      runTask: (role, context) => runTask(options.hooks, { role: role.name, task: "apply", context }),
      estimate: ansible.estimate,
    });
    const types = typesOf(options);
    const compared = await compareAll(
      chosen.map(({ machine }) => machine),
      (machine) => machineRun(components, { machine, collected, types }),
      ansible,
    );
    const prepared = compared
      .filter(({ plan }) => selection.machine(plan.machine))
      .map((machine) => narrowed(machine, selection));
    components.prepared = {
      machines: prepared,
      influenced: isAccepted ? [] : proposals(compared, influenced),
      selection,
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

/** What Ansible's check mode said stands in the plan beside what the engine compared. */
function withEstimates(prepared: PreparedMachine, ansible: AnsibleWork): PreparedMachine {
  const { plan } = prepared;
  const estimates = ansible.estimatesOn(plan.machine);
  const deferred = estimates.flatMap(({ role, estimate }) =>
    estimate.deferred === undefined ? [] : [{ role, reason: estimate.deferred }],
  );
  const changes = estimates.flatMap(({ estimate }) => estimate.changes);
  return {
    ...prepared,
    plan: { ...plan, changes: [...plan.changes, ...changes], deferred: [...plan.deferred, ...deferred] },
  };
}

const typesOf = ({ pluginTypes }: CompareRolesOptions) =>
  new Map([...resourceTypes, ...pluginTypes].map((type) => [type.name, type]));

/** What roles that the run influences would change: of machines with such changes, those alone. */
function proposals(compared: readonly PreparedMachine[], influenced: Selection): MachinePlan[] {
  return compared
    .map(({ plan }) => ({
      ...plan,
      changes: plan.changes.filter(({ role, machine }) => influenced.unit({ role, machine })),
      unmanaged: [],
      deferred: plan.deferred.filter(({ role }) => influenced.unit({ role, machine: plan.machine })),
    }))
    .filter(({ changes, deferred }) => changes.length + deferred.length > 0);
}

/** A machine that is only looked at for what would change there must not stop the run: one that cannot be asked is named. */
async function answering(run: Run, machines: readonly MachineToPlan[]): Promise<MachineToPlan[]> {
  const asked = await Promise.all(
    machines.map(async (machine) => {
      try {
        await requireOurs(run, running([machine]));
        return [machine];
      } catch (error) {
        if (!(error instanceof StackError) || error.ending === "interrupted") throw error;
        const { name } = machine.machine;
        run.events.emit({
          type: "note",
          message: `What this run influences on ${name} is not known: ${error.message}`,
        });
        return [];
      }
    }),
  );
  return asked.flat();
}

const running = (machines: readonly MachineToPlan[]): Machine[] =>
  machines.filter(({ presence }) => presence === "running").map(({ machine }) => machine);

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
}

async function machineRun(components: ComponentsRun, options: MachineRunOptions): Promise<MachineRun> {
  const { run, machines } = components;
  const { machine, collected, types } = options;
  const toPlan = machines.find((candidate) => candidate.machine.name === machine.name) as MachineToPlan;
  const facts = factsOf(components, machine);
  const known = run.facts.get(machine.name);
  return {
    machine,
    facts: facts ?? declaredFacts(machine, toPlan.os ?? unknownSystem),
    ...(toPlan.presence === "running" ? { session: await run.sessions.get(machine.name) } : {}),
    roles: collected.resources.get(machine.name) ?? [],
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

/** A narrowed run shows and does only its own part. */
function narrowed(prepared: PreparedMachine, selection: Selection): PreparedMachine {
  const { plan } = prepared;
  const changes = plan.changes.filter(
    ({ role, machine }) => !selection.isNarrowed || selection.unit({ role, machine }),
  );
  return { ...prepared, plan: { ...plan, changes } };
}
