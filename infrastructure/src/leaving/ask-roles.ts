import { existsSync } from "node:fs";
import {
  type Access,
  checkTypes,
  clusterOf,
  gatherFacts,
  type Machine,
  type Manifest,
  type RoleResources,
  type Run,
  readInventory,
  runChecks,
  runTask,
  StackError,
  settleMachines,
  taskContext,
  throwProblems,
} from "@lambdastack/core";
import type { InfrastructureRun } from "../infrastructure-run.ts";
import { cannotBeAsked, wouldLose } from "./errors.ts";
import { lastApplied } from "./last-applied.ts";

/** The cluster as it was last applied: machines that go are asked by what was true of them, not by what is wanted. */
interface Known {
  manifest: Manifest;
  machines: readonly Machine[];
  access: Access;
}

type Asking = Pick<InfrastructureRun, "run" | "tasks"> & { known: Known; leaving: readonly Machine[] };

/**
 * Asks the task `scale` of every role that was applied to a machine that would go, and runs the checks which that task
 * returns. Throws `would-lose` and `cannot-be-asked` (refused), what the tasks themselves throw, all at once. Machines of
 * `acceptLoss` are not asked. Resolves with the number of machines asked.
 */
export async function askRoles({ run, tasks }: InfrastructureRun, names: readonly string[]): Promise<number> {
  const known = await knownCluster(run);
  if (!known) return 0;
  const { acceptLoss = [] } = run.workspace.settings;
  const leaving = known.machines.filter(({ name }) => names.includes(name));
  const asked = leaving.filter(({ name }) => !acceptLoss.includes(name));
  run.reach(asked, known.access);
  const asking = { run, tasks, known, leaving };
  const answers = await settleMachines(asked, (machine) => askMachine(asking, machine));
  throwProblems(answers.flat(), (count) => `${count} objections to the machines that would go.`);
  return asked.length;
}

async function knownCluster(run: Run): Promise<Known | undefined> {
  const manifest = await lastApplied(run);
  if (!manifest || !existsSync(run.folder.inventory)) return undefined;
  return { manifest, ...(await readInventory(run.folder.inventory)) };
}

async function askMachine(asking: Asking, machine: Machine): Promise<StackError[]> {
  const roles = await rolesToAsk(asking, machine);
  if (roles.length === 0) return [];
  try {
    return await objections(asking, machine, roles);
  } catch (error) {
    if (!(error instanceof StackError) || error.code !== "machine-unreachable") throw error;
    return [cannotBeAsked(machine.name, roles, error)];
  }
}

/** Only what was applied can have something to lose. */
async function rolesToAsk({ run }: Asking, { name }: Machine): Promise<string[]> {
  const applied = Object.keys((await run.applied.read(name)).roles);
  return applied.filter((role) => run.workspace.host.roles.get(role)?.tasks.scale).sort();
}

async function objections(asking: Asking, machine: Machine, roles: readonly string[]): Promise<StackError[]> {
  const { run } = asking;
  const session = await run.sessions.get(machine.name);
  const { facts } = await gatherFacts(session, Date.now);
  const asked: RoleResources[] = [];
  for (const role of roles) asked.push({ role, resources: await checksOf(asking, { role, machine, facts }) });
  const results = await runChecks({
    session,
    roles: asked,
    types: new Map(checkTypes.map((type) => [type.name, type])),
    secrets: run.secrets,
    outputs: run.outputs,
    events: run.events,
    signal: run.workspace.settings.signal,
  });
  return results.flatMap(({ role, message }) =>
    message === undefined ? [] : [wouldLose(machine.name, role, message)],
  );
}

interface Question {
  role: string;
  machine: Machine;
  facts: Parameters<typeof taskContext>[0]["facts"];
}

async function checksOf({ run, tasks, known, leaving }: Asking, { role, machine, facts }: Question) {
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
