/** A line of the callback plugin: a task that ended on a machine. */
export interface TaskEnd {
  event: "ok" | "failed" | "skipped" | "unreachable";
  machine: string;
  task: string;
  /** Ansible's module. */
  action: string;
  changed: boolean;
  /** Check mode could not tell. */
  unknown: boolean;
  /** Unified diff; empty where there is none. */
  diff: string;
  message: string;
  /** Failed, and the playbook goes on. */
  ignored?: boolean;
}

export type AnsibleEvent =
  | TaskEnd
  | { event: "task"; task: string; action: string }
  | { event: "published"; machine: string; values: Record<string, unknown> };

export const isTaskEnd = (event: AnsibleEvent): event is TaskEnd =>
  event.event !== "task" && event.event !== "published";

/** Undefined for a line that is no event: Ansible's own words. */
export function readAnsibleEvent(line: string): AnsibleEvent | undefined {
  if (!line.startsWith('{"event": ')) return undefined;
  try {
    return JSON.parse(line) as AnsibleEvent;
  } catch {
    return undefined;
  }
}
