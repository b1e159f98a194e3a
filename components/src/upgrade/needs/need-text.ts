import type { UnmetNeed } from "./find-needs.ts";

/** `512 MiB of memory`, `2 processors`. */
export const amount = (what: UnmetNeed["what"], count: number): string =>
  what === "memory" ? `${count} MiB of memory` : `${count} processors`;

/** Of the plan, for people. */
export const needLine = ({ role, machine, what, wanted, has, from, reason }: UnmetNeed): string =>
  `  ${role} on ${machine}: ${from} wants ${amount(what, wanted)} (${reason}), there is ${amount(what, has)}`;
