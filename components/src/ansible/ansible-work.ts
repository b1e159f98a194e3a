import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type AnsibleEvent,
  checkPublications,
  createRedactor,
  type Estimate,
  estimateOf,
  localRoles,
  type Published,
  publishedOn,
  type Role,
  type Run,
  runPlaybook,
  type TaskContext,
  type Value,
  variablesText,
} from "@lambdastack/core";
import { narrate } from "./narrate.ts";

interface Member {
  context: TaskContext;
  estimate: Estimate;
  /** What it has published: known for sure, else what its last apply said. */
  published: Readonly<Record<string, unknown>>;
}

/** The Ansible roles of a run: what check mode said of them, and how they are run. */
export interface AnsibleWork {
  estimate(role: Role, contexts: readonly TaskContext[]): Promise<{ name: string; value: Published }[]>;
  /** Of a machine, all roles together. */
  estimatesOn(machine: string): { role: string; estimate: Estimate }[];
  /** Values that consumers are handed as outputs, since only applying tells them. */
  pending(): { role: string; machine: string; name: string }[];
  isWaiting(role: string, machine: string): boolean;
  apply(role: Role, machines: readonly string[]): Promise<AnsibleEvent[]>;
  /** Of a role, by name and machine. */
  published(role: string): Record<string, Record<string, unknown>>;
}

const keyOf = (role: string, machine: string): string => `${role} ${machine}`;
const outputName = (role: string, name: string): string => `ansible:${role}:${name}`;

export function ansibleWork(run: Run): AnsibleWork {
  const members = new Map<string, Member & { role: string; machine: string }>();
  const pending: { role: string; machine: string; name: string }[] = [];

  const play = (role: Role, contexts: readonly TaskContext[], mode: "check" | "apply"): Promise<AnsibleEvent[]> => {
    const redactor = createRedactor();
    const variables = variablesText({
      role: role.name,
      contexts,
      state: run.before,
      resolve: ({ $tag, name, machine }) => {
        if ($tag === "output") return run.outputs.read(machine ?? "", name);
        const text = run.workspace.givenSecrets[name] ?? run.secrets.read(name);
        if (text !== undefined) redactor.add(text);
        return text;
      },
    });
    const { concurrency, signal } = run.workspace.settings;
    return runPlaybook({
      role,
      mode,
      machines: contexts.map(({ machine }) => machine.name),
      inventory: run.folder.inventory,
      variables,
      galaxy: join(run.folder.root, "ansible"),
      ...(run.id === undefined ? {} : { keep: join(run.folder.runs, run.id, "ansible") }),
      forks: concurrency,
      redactor,
      signal,
      ...(mode === "apply" && { onEvent: narrate(role.name, run.events) }),
    });
  };

  return {
    async estimate(role, contexts) {
      warnOfLocalRoles(run, role);
      const isWritten = existsSync(run.folder.inventory);
      const reached = contexts.filter(({ machine }) => isWritten && run.facts.has(machine.name));
      const events = reached.length === 0 ? [] : await play(role, reached, "check");
      const values: { name: string; value: Published }[] = [];
      for (const context of contexts) {
        const { machine } = context;
        const estimate = reached.includes(context)
          ? estimateOf(role.name, machine.name, events)
          : { changes: [], published: {}, deferred: "Ansible is asked once the machine is there" };
        const last = lastPublished(run, role, machine.name);
        const isSure = estimate.changes.length === 0 && estimate.deferred === undefined;
        const published = isSure ? estimate.published : last;
        if (isSure) await checkPublications(role, machine.name, published);
        members.set(keyOf(role.name, machine.name), {
          role: role.name,
          machine: machine.name,
          context,
          estimate,
          published,
        });
        for (const name of Object.keys(role.manifest.publishes ?? {})) {
          const same = JSON.stringify(published[name]) === JSON.stringify(estimate.published[name] ?? published[name]);
          if (isSure && published[name] === undefined) continue;
          const isKnown = published[name] !== undefined && same;
          const output = { $tag: "output", machine: machine.name, name: outputName(role.name, name) } as const;
          if (!isKnown) pending.push({ role: role.name, machine: machine.name, name: output.name });
          values.push({
            name,
            value: { role: role.name, machine, value: isKnown ? (published[name] as Value) : output },
          });
        }
      }
      return values;
    },
    estimatesOn: (machine) => [...members.values()].filter((member) => member.machine === machine),
    pending: () => pending,
    isWaiting(role, machine) {
      const estimate = members.get(keyOf(role, machine))?.estimate;
      return estimate !== undefined && (estimate.changes.length > 0 || estimate.deferred !== undefined);
    },
    async apply(role, machines) {
      const mine = machines.flatMap((machine) => members.get(keyOf(role.name, machine)) ?? []);
      const events = await play(
        role,
        mine.map(({ context }) => context),
        "apply",
      );
      for (const member of mine) {
        const published = { ...member.published, ...publishedOn(member.machine, events) };
        await checkPublications(role, member.machine, published);
        members.set(keyOf(role.name, member.machine), { ...member, published });
        for (const [name, value] of Object.entries(published))
          await run.outputs.write(member.machine, outputName(role.name, name), asText(value));
      }
      return events;
    },
    published(role) {
      const values: Record<string, Record<string, unknown>> = {};
      for (const member of members.values())
        if (member.role === role)
          for (const [name, value] of Object.entries(member.published))
            values[name] = { ...values[name], [member.machine]: value };
      return values;
    },
  };
}

function warnOfLocalRoles({ events }: Run, { name, directory }: Role): void {
  const local = localRoles(directory);
  if (local.length === 0) return;
  events.emit({
    type: "warning",
    message: `Role ${name} has Ansible roles of its own: ${local.join(", ")}. Nobody else can use them.`,
    hint: "Share them through roles/requirements.yml (docs/ansible-roles.md).",
  });
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function lastPublished({ before }: Run, role: Role, machine: string): Record<string, unknown> {
  const sections = Object.values(before ?? {}).filter(
    (section) => typeof section === "object" && section !== null && section.role === role.name,
  ) as { published?: Record<string, Record<string, unknown>> }[];
  const entries = sections.flatMap(({ published = {} }) => Object.entries(published));
  return Object.fromEntries(entries.flatMap(([name, by]) => (by[machine] === undefined ? [] : [[name, by[machine]]])));
}
