import { type Event, isAnsibleTask, type PlannedChange, type Role } from "@lambdastack/core";
import type { ThrowAwayCluster } from "../throw-away-cluster.ts";
import { pythonScript } from "./python-script.ts";

/** What the plan said before the first apply, and what this did. */
export interface FirstApply extends FirstPlan {
  done: readonly Done[];
}

interface FirstPlan {
  planned: readonly PlannedChange[];
  /** Why something could not be planned; empty where everything was. */
  deferred: readonly string[];
}

export type Done = Extract<Event, { type: "resource-finished" }>;

/** Plans the machine as it will be, then makes it so. A plan that needs the machine is made once it is there. */
export async function firstApply(cluster: ThrowAwayCluster, role: Role): Promise<FirstApply> {
  const early = await plan(cluster, role);
  const plans = early.deferred.length === 0 ? early : await planOnMachines(cluster, role);
  const from = cluster.events.length;
  await cluster.stack.apply(cluster.input);
  return { ...plans, done: changesOf(cluster.events.slice(from), role.name) };
}

async function plan({ stack, input }: ThrowAwayCluster, { name }: Role): Promise<FirstPlan> {
  const { machines } = (await stack.plan(input)).components;
  return {
    planned: machines.flatMap(({ changes }) => changes).filter(({ role }) => role === name),
    deferred: machines.flatMap(({ deferred }) =>
      deferred.filter(({ role }) => role === name).map(({ reason }) => reason),
    ),
  };
}

/** Check mode of Ansible needs Python there, which otherwise comes with the apply. */
async function planOnMachines(cluster: ThrowAwayCluster, role: Role): Promise<FirstPlan> {
  const { machines } = await cluster.stack.infrastructure.apply(cluster.input);
  const ofRole = machines.filter(({ roles }) => roles.includes(role.name));
  if (isAnsibleTask(role.tasks.apply)) for (const { name } of ofRole) await cluster.on(name, pythonScript);
  return plan(cluster, role);
}

export const changesOf = (events: readonly Event[], role: string): Done[] =>
  events.filter((event): event is Done => event.type === "resource-finished" && event.role === role && event.changed);
