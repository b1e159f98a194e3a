import type { ComponentsHooks, Machine, Run, TaskName } from "@lambdastack/core";
import type { AskedRoles } from "./ask-roles.ts";

export interface UnitWork {
  run: Run;
  hooks: ComponentsHooks;
  asked: Pick<AskedRoles, "machines">;
  task: TaskName;
}

/** A task of one role on one machine, announced to hooks and events. `work` resolves with how much it changed. */
export async function announced(
  { run, hooks, asked, task }: UnitWork,
  { role, machine }: { role: string; machine: string },
  work: () => Promise<number>,
): Promise<void> {
  run.checkInterrupted();
  const found = asked.machines.find(({ name }) => name === machine) as Machine;
  const happening = { role, task, machine: found };
  const begun = performance.now();
  run.events.emit({ type: "task-started", role, task, machine });
  await hooks.beforeTask.promise(happening);
  const changed = await work();
  await hooks.afterTask.promise(happening);
  const milliseconds = Math.round(performance.now() - begun);
  run.events.emit({ type: "task-finished", role, task, machine, milliseconds, changed });
}
