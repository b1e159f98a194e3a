import { type StackError, throwProblems } from "@lambdastack/core";
import { isStackError } from "../errors.ts";

/** Runs tasks, at most so many at once. All of them end, however others do; then what failed is thrown together. */
export async function limitTasks(limit: number, tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
  const queue = [...tasks];
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let task = queue.shift(); task; task = queue.shift()) {
      await task().catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, limit), queue.length) }, worker));
  const bug = failures.find((failure) => !isStackError(failure));
  if (bug !== undefined) throw bug;
  throwProblems(dedupe(failures as StackError[]), (count) => `${count} machines failed.`);
}

/** An interruption is one, however many tasks it kept from starting. */
function dedupe(failures: readonly StackError[]): StackError[] {
  return [...new Map(failures.map((failure) => [`${failure.code} ${failure.message}`, failure])).values()];
}
