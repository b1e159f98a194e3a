import { existsSync } from "node:fs";
import { join } from "node:path";
import { fillDirectory, takeDirectory } from "../ansible/backup-directory.ts";
import { ansibleTaskUnsupported } from "./errors.ts";
import type { Role, TaskName } from "./role.ts";
import type { Task, TaskContext } from "./task.ts";

/** The playbook or task list in a task's folder; undefined where it has none. */
export const ansibleTaskIn = (folder: string): string | undefined =>
  firstOf([join(folder, "playbook.yml"), join(folder, "tasks", "main.yml")]);

/** The task `apply` in the layout of seed 3. */
export const ansibleEntrypoint = (directory: string): string | undefined =>
  firstOf([join(directory, "resources", "project", "entrypoint.yml")]);

/** Whether ansible-playbook runs the task, and no code of ours. */
export function isAnsibleTask(file: string | undefined): file is string {
  return file?.endsWith(".yml") ?? false;
}

/** What the engine itself does for each task that Ansible runs. */
const grounds: Partial<Record<TaskName, (role: Role) => Task>> = {
  apply:
    () =>
    ({ resource }) => [python(resource)],
  test: () => () => [],
  backup: takeDirectory,
  restore: fillDirectory,
};

/** Throws `ansible-task-unsupported` (invalid) for a task that Ansible does not run here. */
export function requireRunnable(role: string, tasks: Role["tasks"]): void {
  for (const [task, file] of Object.entries(tasks))
    if (isAnsibleTask(file) && grounds[task as TaskName] === undefined)
      throw ansibleTaskUnsupported(role, { task, file, runnable: Object.keys(grounds) });
}

/** All that the engine itself does for a task that Ansible runs. */
export function ansibleGround(role: Role, task: TaskName): Task {
  const ground = grounds[task];
  if (!ground) throw new Error(`nothing is known of Ansible's task ${task}`);
  return ground(role);
}

/** A task `apply` in TypeScript of a role with other tasks for Ansible: its machines get what those need. */
export const withPython =
  (task: Task): Task =>
  async (context) => {
    const own: unknown = await task(context);
    if (!Array.isArray(own) || own.some(isPython)) return own as ReturnType<Task>;
    return [python(context.resource), ...own];
  };

/** Modules of Ansible are programs in Python. */
const python = (resource: TaskContext["resource"]) => resource.package({ name: "python3" });

const isPython = (resource: { type?: string; props?: { name?: unknown } } | null): boolean =>
  resource?.type === "package" && resource.props?.name === "python3";

const firstOf = (paths: readonly string[]): string | undefined => paths.find((path) => existsSync(path));
