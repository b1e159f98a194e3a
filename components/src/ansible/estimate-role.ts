import { existsSync } from "node:fs";
import {
  type AnsibleEvent,
  checkPublications,
  type Estimate,
  estimateOf,
  localRolesWarning,
  type Role,
  type Run,
  type TaskContext,
} from "@lambdastack/core";
import { publishedBefore } from "../plan/published-before.ts";
import { isSettled, type Member } from "./member.ts";
import type { PlayRole } from "./play-role.ts";

interface Estimating {
  run: Run;
  play: PlayRole;
}

/** Runs a role in check mode on those of its machines that are there. */
export async function estimateRole(
  { run, play }: Estimating,
  role: Role,
  contexts: readonly TaskContext[],
): Promise<Member[]> {
  warnOfLocalRoles(run, role);
  const isWritten = existsSync(run.folder.inventory);
  const reached = contexts.filter(({ machine }) => isWritten && run.facts.has(machine.name));
  const events = reached.length === 0 ? [] : await play({ role, task: "apply", contexts: reached, isCheck: true });
  return Promise.all(
    contexts.map((context) => memberOf(run, { role, context, events: reached.includes(context) ? events : undefined })),
  );
}

interface Asked {
  role: Role;
  context: TaskContext;
  /** Undefined: the machine is not there yet. */
  events: readonly AnsibleEvent[] | undefined;
}

async function memberOf(run: Run, { role, context, events }: Asked): Promise<Member> {
  const { machine } = context;
  const estimate: Estimate = events
    ? estimateOf(role.name, machine.name, events)
    : { changes: [], published: {}, deferred: "Ansible is asked once the machine is there" };
  if (!isSettled(estimate)) return { role, context, estimate, published: lastPublished(run, role, context) };
  await checkPublications(role, machine.name, estimate.published);
  return { role, context, estimate, published: estimate.published };
}

function lastPublished({ before }: Run, { name: role }: Role, { machine }: TaskContext): Record<string, unknown> {
  const values = [...publishedBefore(before, [machine], [])];
  return Object.fromEntries(
    values.flatMap(([name, all]) => all.filter((one) => one.role === role).map(({ value }) => [name, value])),
  );
}

function warnOfLocalRoles({ events }: Run, role: Role): void {
  const warning = localRolesWarning(role);
  if (warning) events.emit({ type: "warning", ...warning });
}
