import { ansibleTaskFailed, isFailure, isTaskEnd, type Role } from "@lambdastack/core";
import { tally } from "../apply/tally.ts";
import type { AnsibleWork } from "./ansible-work.ts";

export interface Together {
  role: Role;
  machines: readonly string[];
  work: AnsibleWork;
  /** What the engine does first on a machine; returns how much changed. */
  ground(machine: string): Promise<number>;
}

/** One ansible-playbook over the machines that check mode had something to say of. A machine's failure is its own. */
export async function applyTogether({ role, machines, work, ground }: Together) {
  const failed = new Map<string, unknown>();
  const prepared = tally();
  const ends = await Promise.allSettled(machines.map((machine) => prepared.add(ground(machine))));
  ends.forEach((end, index) => {
    if (end.status === "rejected") failed.set(machines[index] as string, end.reason);
  });
  const ready = machines.filter((machine) => !failed.has(machine) && work.isWaiting(role.name, machine));
  const events = ready.length === 0 ? [] : await work.apply(role, ready);
  const tasks = events.filter(isTaskEnd);
  for (const end of tasks.filter(isFailure)) failed.set(end.machine, ansibleTaskFailed(role.name, end));
  return { failed, changed: prepared.total() + tasks.filter((end) => end.changed).length };
}
