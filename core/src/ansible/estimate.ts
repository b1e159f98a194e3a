import type { PlannedChange } from "../engine/plan.ts";
import { type AnsibleEvent, isTaskEnd, type TaskEnd } from "./ansible-event.ts";

/** What check mode said of a role on a machine. */
export interface Estimate {
  changes: PlannedChange[];
  /** Why nothing is known of what follows. */
  deferred?: string;
  published: Record<string, unknown>;
}

/** Reads the events of a check. What cannot run in check mode, or fails there and may, may run. */
export function estimateOf(role: string, machine: string, events: readonly AnsibleEvent[]): Estimate {
  const mine = events.filter((event): event is TaskEnd => isTaskEnd(event) && event.machine === machine);
  const failure = mine.find(isFailure);
  return {
    changes: mine.filter((end) => !isFailure(end)).flatMap((end) => changeOf(role, end)),
    ...(failure && { deferred: `check mode ended at task "${failure.task}": ${firstLine(failure.message)}` }),
    published: publishedOn(machine, events),
  };
}

/** What `set_stats` said on a machine; the last word of a name counts. */
export function publishedOn(machine: string, events: readonly AnsibleEvent[]): Record<string, unknown> {
  const said = events.flatMap((event) =>
    event.event === "published" && event.machine === machine ? [event.values] : [],
  );
  return Object.assign({}, ...said);
}

export const isFailure = ({ event, ignored }: TaskEnd): boolean =>
  event === "unreachable" || (event === "failed" && !ignored);

function changeOf(role: string, end: TaskEnd): PlannedChange[] {
  const { machine, task, action, changed, diff } = end;
  const known = { machine, role, resource: `ansible:${task}`, estimate: true };
  const reason = unknowable(end);
  if (reason !== undefined)
    return [{ ...known, action: "may-run", differences: [{ field: action, to: `unknown, since it ${reason}` }] }];
  if (!changed) return [];
  return [
    { ...known, action: "update", differences: diff === "" ? [] : [{ field: action, diff: withoutPaths(diff) }] },
  ];
}

function unknowable({ unknown, event }: TaskEnd): string | undefined {
  if (unknown) return "cannot run in check mode";
  return event === "failed" ? "failed in check mode" : undefined;
}

/** Ansible names the passing file that it would copy from. */
const withoutPaths = (diff: string): string => diff.replace(/^(--- before.*\n\+\+\+ after).*$/gm, "$1");

const firstLine = (text: string): string => text.split("\n")[0] ?? "";
