import { isDeepStrictEqual } from "node:util";
import { createComponentsHooks, runTask } from "../plugin-host/hooks.ts";
import type { Host } from "../plugin-host/host.ts";
import type { Role, TaskName } from "../plugin-host/role.ts";
import type { Task } from "../plugin-host/task.ts";
import { type InMemoryRole, machineNamed, outcomes, publications } from "../role-testing/in-memory-role.ts";
import type { Observation, StateFixture } from "./rule.ts";

/** Tasks whose resources can be looked at without a machine. */
const looked = ["apply", "test", "scale"] as const;

export interface ObserveOptions {
  states?: readonly StateFixture[];
  /** Seconds that a task may take; the host's own limit when missing. */
  timeLimit?: number;
}

/** Asks every task of a role in every situation, twice: through the host, so that faults are named as in a real run. */
export async function observeRole(host: Host, role: Role, options: ObserveOptions = {}): Promise<Observation[]> {
  const subject = inMemory(host, role, options);
  const states = options.states ?? usualStates(role);
  const wanted = states.flatMap((state) => looked.filter((task) => role.tasks[task]).map((task) => ({ task, state })));
  const observations: Observation[] = [];
  for (const { task, state } of wanted) observations.push({ task, state, ...(await answer(subject, task, state)) });
  return observations;
}

/** One machine, and three: what most roles must stand. */
function usualStates({ name, manifest }: Role): StateFixture[] {
  const component = Array.isArray(manifest.components) ? (manifest.components[0] ?? name) : name;
  const machines = [1, 2, 3].map((n) =>
    machineNamed(`demo-${component}-${n}`, 10 + n, { component, roles: [name], index: n }),
  );
  return [
    { name: "one machine", machines: machines.slice(0, 1) },
    { name: "three machines", machines },
  ];
}

function inMemory(host: Host, { name, directory, manifest }: Role, { timeLimit }: ObserveOptions): InMemoryRole {
  const hooks = createComponentsHooks(host, timeLimit === undefined ? {} : { timeLimit });
  const through =
    (task: TaskName): Task<never> =>
    (context) =>
      runTask(hooks, { role: name, task, context });
  return { folder: directory, manifest, apply: through("apply"), test: through("test"), scale: through("scale") };
}

type Answer = Omit<Observation, "task" | "state">;

async function answer(role: InMemoryRole, task: (typeof looked)[number], state: StateFixture): Promise<Answer> {
  try {
    const first = await outcomes(role, task, state);
    const second = await outcomes(role, task, state);
    const published = task === "apply" ? { published: await publications(role, state) } : {};
    return { outcomes: first, isRepeatable: isDeepStrictEqual(first, second), ...published };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
