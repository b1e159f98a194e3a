import { StackError, throwProblems } from "../errors/stack-error.ts";
import type { Machine } from "../machines/machine.ts";

/**
 * Does the same on every machine at once and waits for all, also after a failure; then throws every failure.
 * What is thrown that is no StackError is a bug of ours and is thrown alone.
 */
export async function settleMachines<Result>(
  machines: readonly Machine[],
  work: (machine: Machine) => Promise<Result>,
): Promise<Result[]> {
  const ends = await Promise.allSettled(machines.map(work));
  const problems = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  const bug = problems.find((problem) => !(problem instanceof StackError));
  if (bug !== undefined) throw bug;
  throwProblems(problems as StackError[], (count) => `${count} machines failed.`);
  return ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
}
