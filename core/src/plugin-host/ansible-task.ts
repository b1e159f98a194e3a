import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TaskName } from "./role.ts";

/** The playbook or task list of a task that is written for Ansible; undefined where the folder has none. */
export function ansibleTaskIn(directory: string, task: TaskName): string | undefined {
  const own = [join(directory, task, "playbook.yml"), join(directory, task, "tasks", "main.yml")];
  const entrypoint = task === "apply" ? [join(directory, "resources", "project", "entrypoint.yml")] : [];
  return [...own, ...entrypoint].find((path) => existsSync(path));
}

/** Whether ansible-playbook runs the task, and no code of ours. */
export function isAnsibleTask(file: string | undefined): file is string {
  return file?.endsWith(".yml") ?? false;
}
