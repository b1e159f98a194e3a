import { isDeepStrictEqual } from "node:util";
import type { Estimate, Published, Role, TaskContext, Value } from "@lambdastack/core";

/** An Ansible role on one machine. */
export interface Member {
  role: Role;
  context: TaskContext;
  estimate: Estimate;
  /** What it has published: what check mode said where nothing would change, else what its last apply said. */
  published: Readonly<Record<string, unknown>>;
}

/** A value that a member hands to those who consume it. */
export interface Offer {
  name: string;
  value: Published;
  /** The output that consumers wait for; missing where they are handed the value itself. */
  waitsFor?: { role: string; machine: string; name: string };
}

/** Nothing would change, and check mode could tell. */
export const isSettled = ({ changes, deferred }: Estimate): boolean => changes.length === 0 && deferred === undefined;

export const outputName = (role: string, name: string): string => `ansible:${role}:${name}`;

/**
 * What a member publishes, or will: a settled one may leave a value out. A text that only applying tells is an output. Of
 * anything else consumers read parts, so they are handed what check mode says, or nothing before it says something.
 */
export function offersOf(member: Member): Offer[] {
  return Object.entries(member.role.manifest.publishes ?? {}).flatMap(([name, { type }]) => {
    const value = certainValue(member, name) ?? (type === "string" ? undefined : member.estimate.published[name]);
    if (value !== undefined) return [{ name, value: publishedOf(member, value) }];
    return isSettled(member.estimate) || type !== "string" ? [] : [pendingOffer(member, name)];
  });
}

/** Values that consumers were handed, or missed, and that are other ones now. */
export function misjudged(member: Member, offers: readonly Offer[]): string[] {
  const mine = offers.filter(
    ({ value: { role, machine } }) => role === member.role.name && machine.name === member.context.machine.name,
  );
  return Object.entries(member.published)
    .filter(([name, value]) => {
      const offer = mine.find((one) => one.name === name);
      return offer?.waitsFor === undefined && !isDeepStrictEqual(offer?.value.value, value);
    })
    .map(([name]) => name);
}

/** Undefined where only applying tells: nothing is known, or check mode says other than the last apply. */
function certainValue({ estimate, published }: Member, name: string): unknown {
  const [last, said] = [published[name], estimate.published[name]];
  return said === undefined || isDeepStrictEqual(said, last) ? last : undefined;
}

function pendingOffer(member: Member, name: string): Offer {
  const output = outputName(member.role.name, name);
  const machine = member.context.machine.name;
  const value = publishedOf(member, { $tag: "output", machine, name: output });
  return { name, value, waitsFor: { role: member.role.name, machine, name: output } };
}

const publishedOf = ({ role, context }: Member, value: unknown): Published => ({
  role: role.name,
  machine: context.machine,
  value: value as Value,
});

/** Everything that members have published, by name. */
export function valuesOf(members: readonly Member[]): Map<string, Published[]> {
  const values = new Map<string, Published[]>();
  for (const member of members)
    for (const [name, value] of Object.entries(member.published))
      values.set(name, [...(values.get(name) ?? []), publishedOf(member, value)]);
  return values;
}
