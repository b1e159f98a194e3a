import type { Event, PlannedChange } from "@lambdastack/core";
import type { ThrowAwayCluster } from "../throw-away-cluster.ts";

/** What the plan said before the first apply, and what this did. */
export interface FirstApply {
  planned: readonly PlannedChange[];
  /** Resources that could not be planned, as facts of the machine were unknown. */
  isDeferred: boolean;
  done: readonly Done[];
}

export type Done = Extract<Event, { type: "resource-finished" }>;

/** Plans the machine as it will be, then makes it so. */
export async function firstApply(cluster: ThrowAwayCluster, role: string): Promise<FirstApply> {
  const { components } = await cluster.stack.plan(cluster.input);
  const from = cluster.events.length;
  await cluster.stack.apply(cluster.input);
  return {
    planned: components.machines.flatMap(({ changes }) => changes).filter((change) => change.role === role),
    isDeferred: components.machines.some(({ deferred }) => deferred.some((entry) => entry.role === role)),
    done: changesOf(cluster.events.slice(from), role),
  };
}

export const changesOf = (events: readonly Event[], role: string): Done[] =>
  events.filter((event): event is Done => event.type === "resource-finished" && event.role === role && event.changed);
