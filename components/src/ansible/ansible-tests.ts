import {
  type AnsibleEvent,
  type CheckResult,
  type Events,
  isFailure,
  isTaskEnd,
  type Role,
  type Run,
  type TaskContext,
} from "@lambdastack/core";
import type { Selection } from "../apply/selection.ts";
import { playbooksOf } from "./play-role.ts";

/** The tasks `test` of a run that are written for Ansible. */
export interface AnsibleTests {
  /** Takes note of a role; its tests publish nothing. */
  note(role: Role, contexts: readonly TaskContext[]): Promise<[]>;
  /** Runs them, role after role. Each of their tasks is a check, and passed unless it failed. */
  run(isAsked: Selection["unit"]): Promise<CheckResult[]>;
}

export function ansibleTests(run: Run): AnsibleTests {
  const noted: { role: Role; contexts: readonly TaskContext[] }[] = [];
  const play = playbooksOf(run);
  return {
    async note(role, contexts) {
      noted.push({ role, contexts });
      return [];
    },
    async run(isAsked) {
      const results: CheckResult[] = [];
      for (const { role, contexts } of noted) {
        const mine = contexts.filter(({ machine }) => isAsked({ role: role.name, machine: machine.name }));
        const collect = checks(role.name, run.events);
        if (mine.length > 0) await play({ role, task: "test", contexts: mine, onEvent: collect.take });
        results.push(...collect.results);
      }
      return results;
    },
  };
}

const factGathering: ReadonlySet<string> = new Set(["gather_facts", "ansible.builtin.gather_facts", "setup"]);

function checks(role: string, events: Events) {
  const results: CheckResult[] = [];
  let begun = performance.now();
  const take = (happened: AnsibleEvent): void => {
    if (happened.event === "task") begun = performance.now();
    if (!isTaskEnd(happened) || happened.event === "skipped") return;
    const passed = !isFailure(happened);
    if (passed && factGathering.has(happened.action)) return;
    const { machine, task, message } = happened;
    const milliseconds = Math.round(performance.now() - begun);
    const result = { machine, role, check: `ansible:${task}`, passed, ...(!passed && { message }), milliseconds };
    events.emit({ type: "check-finished", ...result });
    results.push(result);
  };
  return { results, take };
}
