import { existsSync } from "node:fs";
import type { Manifest } from "../documents/index.ts";
import { gatherFacts } from "../engine/gather-facts.ts";
import type { RoleResources } from "../engine/machine-run.ts";
import type { PreparedMachine } from "../engine/plan-machine.ts";
import { runChecks } from "../engine/run-checks.ts";
import { StackError, throwProblems } from "../errors/stack-error.ts";
import { readInventory } from "../inventory/index.ts";
import type { Facts, Machine } from "../machines/machine.ts";
import { type ComponentsHooks, runTask } from "../plugin-host/index.ts";
import type { Access } from "../providers/provider.ts";
import { clusterOf, taskContext } from "../task-context/index.ts";
import type { Run } from "../workspace/run.ts";
import { settleMachines } from "../workspace/settle-machines.ts";
import { checksByName, separate } from "./checks-and-drain.ts";
import { cannotBeAsked, wouldLose } from "./errors.ts";
import { lastApplied } from "./last-applied.ts";
import { notLetGo } from "./let-go.ts";
import { planDrain } from "./plan-drain.ts";

/** What is asked with. */
export interface AskingRun {
  run: Run;
  /** Tasks of roles, with the plugins that tap them. */
  tasks: Pick<ComponentsHooks, "task">;
}

/** The cluster as it was last applied: machines that go are asked by what was true of them, not by what is wanted. */
interface Known {
  manifest: Manifest;
  machines: readonly Machine[];
  access: Access;
}

type Asking = AskingRun & { known: Known; leaving: readonly Machine[] };

interface Answer {
  objections: readonly StackError[];
  drain?: PreparedMachine;
}

export interface Asked {
  /** Machines that were asked. */
  machines: readonly string[];
  /** What has to be done on machines before they go, where there is something to do. */
  drains: readonly PreparedMachine[];
}

/**
 * Asks the task `scale` of every role that was applied to a machine that would go: runs the checks which that task
 * returns, and compares what it wants done first. Throws `would-lose` and `cannot-be-asked` (refused), and what the tasks
 * themselves throw, all at once. Machines of `acceptLoss` are neither asked nor drained.
 */
export async function askRoles({ run, tasks }: AskingRun, names: readonly string[]): Promise<Asked> {
  const known = await knownCluster(run);
  if (!known) return { machines: [], drains: [] };
  const { acceptLoss = [] } = run.workspace.settings;
  const leaving = known.machines.filter(({ name }) => names.includes(name));
  const asked = leaving.filter(({ name }) => !acceptLoss.includes(name));
  run.reach(asked, known.access);
  const asking = { run, tasks, known, leaving };
  const answers = await settleMachines(asked, (machine) => askMachine(asking, machine));
  throwProblems(
    answers.flatMap(({ objections }) => objections),
    (count) => `${count} objections to the machines that would go.`,
  );
  return { machines: asked.map(({ name }) => name), drains: answers.flatMap(({ drain }) => drain ?? []) };
}

async function knownCluster(run: Run): Promise<Known | undefined> {
  const manifest = await lastApplied(run);
  if (!manifest || !existsSync(run.folder.inventory)) return undefined;
  return { manifest, ...(await readInventory(run.folder.inventory)) };
}

async function askMachine(asking: Asking, machine: Machine): Promise<Answer> {
  const roles = await rolesToAsk(asking, machine);
  if (roles.length === 0) return { objections: [] };
  try {
    return await answerOf(asking, machine, roles);
  } catch (error) {
    if (!(error instanceof StackError) || error.code !== "machine-unreachable") throw error;
    const holding = notLetGo(await asking.run.applied.read(machine.name), roles);
    return { objections: holding.length === 0 ? [] : [cannotBeAsked(machine.name, holding, error)] };
  }
}

/** Only what was applied can have something to lose. */
async function rolesToAsk({ run }: Asking, { name }: Machine): Promise<string[]> {
  const applied = Object.keys((await run.applied.read(name)).roles);
  return applied.filter((role) => run.workspace.host.roles.get(role)?.tasks.scale).sort();
}

async function answerOf(asking: Asking, machine: Machine, roles: readonly string[]): Promise<Answer> {
  const { run } = asking;
  const session = await run.sessions.get(machine.name);
  const { facts } = await gatherFacts(session, Date.now);
  const asked: RoleResources[] = [];
  for (const role of roles) asked.push({ role, resources: await resourcesOf(asking, { role, machine, facts }) });
  const { checks, drain } = separate(asked);
  const results = await runChecks({
    session,
    roles: checks,
    types: checksByName,
    secrets: run.secrets,
    outputs: run.outputs,
    events: run.events,
    signal: run.workspace.settings.signal,
  });
  const objections = results.flatMap(({ role, message }) =>
    message === undefined ? [] : [wouldLose(machine.name, role, message)],
  );
  if (objections.length > 0 || drain.length === 0) return { objections };
  const planned = await planDrain(run, { machine, facts, session, roles: drain });
  return { objections, ...(planned && { drain: planned }) };
}

interface Question {
  role: string;
  machine: Machine;
  facts: Facts;
}

async function resourcesOf({ run, tasks, known, leaving }: Asking, { role, machine, facts }: Question) {
  const { host, componentRoles } = run.workspace;
  const { manifest, machines } = known;
  const context = taskContext({
    manifest,
    cluster: clusterOf(manifest, machines),
    role: host.role(role),
    machine,
    facts,
    componentRoles,
    published: new Map(),
    secrets: new Map(),
    leaving,
  });
  return runTask(tasks, { role, task: "scale", context });
}
