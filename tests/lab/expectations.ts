import { expect } from "vitest";
import type { Cluster } from "./cluster.ts";

/** A plan finds everything as wanted. */
export async function nothingPending(cluster: Cluster, ...words: readonly string[]): Promise<void> {
  const { status, infrastructure, changes, stderr } = await cluster.pending(...words);
  expect({ status, infrastructure, changes }, stderr).toEqual({ status: 0, infrastructure: [], changes: [] });
}

/** Every role's own test is green. */
export async function testsPass(cluster: Cluster): Promise<void> {
  const { status, stderr } = await cluster.lambdastack("test", "-b", cluster.build);
  expect(status, stderr).toBe(0);
}
