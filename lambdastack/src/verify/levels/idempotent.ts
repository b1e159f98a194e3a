import type { ThrowAwayCluster } from "../throw-away-cluster.ts";
import { changesOf } from "./first-apply.ts";

/** Applies once more: nothing may change. */
export async function idempotent(cluster: ThrowAwayCluster, role: string): Promise<string[]> {
  const from = cluster.events.length;
  await cluster.stack.apply(cluster.input);
  return changesOf(cluster.events.slice(from), role).map(
    ({ machine, resource }) => `Applied a second time, ${resource} on ${machine} changed again.`,
  );
}
