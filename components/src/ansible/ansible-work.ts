import type { Published, TaskContext } from "@lambdastack/core";
import {
  type AnsibleEvent,
  checkPublications,
  type Estimate,
  publishedOn,
  type Role,
  type Run,
} from "@lambdastack/core";
import type { PublishedValues } from "../components-run.ts";
import { publishedByRole } from "../plan/published-by-role.ts";
import { estimateRole } from "./estimate-role.ts";
import { isSettled, type Member, misjudged, type Offer, offersOf, outputName, valuesOf } from "./member.ts";
import { narrate } from "./narrate.ts";
import { playbooksOf } from "./play-role.ts";

/** The Ansible roles of a run: what check mode said of them, and how they are run. */
export interface AnsibleWork {
  /** Asks check mode about a role; returns what each of its machines publishes, or will. */
  estimate(role: Role, contexts: readonly TaskContext[]): Promise<{ name: string; value: Published }[]>;
  /** Of a machine, all roles together. */
  estimatesOn(machine: string): { role: string; estimate: Estimate }[];
  /** Values that consumers are handed as outputs, since only applying tells them. */
  pending(): { role: string; machine: string; name: string }[];
  isWaiting(role: string, machine: string): boolean;
  apply(role: Role, machines: readonly string[]): Promise<AnsibleEvent[]>;
  /** Of a role, by name and machine. */
  published(role: string): PublishedValues[string];
}

const keyOf = (role: string, machine: string): string => `${role} ${machine}`;

export function ansibleWork(run: Run): AnsibleWork {
  const members = new Map<string, Member>();
  const offers: Offer[] = [];
  const play = playbooksOf(run);
  const keep = (member: Member) => members.set(keyOf(member.role.name, member.context.machine.name), member);
  const memberOf = (role: string, machine: string) => members.get(keyOf(role, machine));
  return {
    async estimate(role, contexts) {
      const found = await estimateRole({ run, play }, role, contexts);
      for (const member of found) keep(member);
      const offered = found.flatMap(offersOf);
      offers.push(...offered);
      return offered.map(({ name, value }) => ({ name, value }));
    },
    estimatesOn: (machine) =>
      [...members.values()]
        .filter(({ context }) => context.machine.name === machine)
        .map(({ role, estimate }) => ({ role: role.name, estimate })),
    pending: () => offers.flatMap(({ waitsFor }) => waitsFor ?? []),
    isWaiting(role, machine) {
      const member = memberOf(role, machine);
      return member !== undefined && !isSettled(member.estimate);
    },
    async apply(role, machines) {
      const mine = machines.flatMap((machine) => memberOf(role.name, machine) ?? []);
      const contexts = mine.map(({ context }) => context);
      const events = await play({ role, task: "apply", contexts, onEvent: narrate(role.name, run.events) });
      for (const member of mine) {
        const now = await published(run, member, events);
        keep(now);
        warnOfMisjudged(run, now, offers);
      }
      return events;
    },
    published: (role) => publishedByRole(valuesOf([...members.values()]))[role] ?? {},
  };
}

/** The member with what the apply told; others read it as outputs from then on. */
async function published(run: Run, member: Member, events: readonly AnsibleEvent[]): Promise<Member> {
  const { role, context } = member;
  const { name: machine } = context.machine;
  const values = { ...member.published, ...publishedOn(machine, events) };
  await checkPublications(role, machine, values);
  for (const [name, value] of Object.entries(values))
    await run.outputs.write(machine, outputName(role.name, name), asText(value));
  return { ...member, published: values };
}

/** Whoever consumes it was planned without the value as it is. */
function warnOfMisjudged({ events }: Run, member: Member, offers: readonly Offer[]): void {
  const names = misjudged(member, offers);
  if (names.length === 0) return;
  events.emit({
    type: "warning",
    message: `Role ${member.role.name} on ${member.context.machine.name} published ${names.join(", ")}, which check mode did not say.`,
    hint: "Roles that consume it take it in with the next apply.",
  });
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
