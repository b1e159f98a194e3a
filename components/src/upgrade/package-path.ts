import type { StackError } from "@lambdastack/core";
import { downgrade, versionMissing } from "./errors.ts";
import { minorHops } from "./hops.ts";
import type { Offered, OfferedVersion } from "./offers.ts";

export interface Wish {
  /** A version, or how it begins: `3.5` for any of them. */
  to?: string | undefined;
  /** Packages that may not leave out a minor version. */
  hops?: Readonly<Record<string, "minor">> | undefined;
}

/** The versions that a package goes through, the last one where it ends; none where it stays. Or why it may not. */
export function packagePath(
  offer: Offered,
  { to, hops = {}, ...unit }: Wish & { role: string; machine: string },
): string[] | StackError {
  const { name, installed, versions, pinned } = offer;
  if (pinned !== undefined && offer.order !== "not-installed" && !isKnown(pinned, offer))
    return versionMissing(unit, offer, pinned);
  const target = targetOf(offer, to);
  if (target?.order === "older") return downgrade(unit, { name, from: installed, to: target.version });
  if (target?.order !== "newer") return [];
  if (hops[name] !== "minor") return [target.version];
  return minorHops({ machine: unit.machine, name, installed, versions, to: target.version });
}

/** Where a package would end: what its sources offer, or the newest that is as asked; undefined where there is none. */
export function targetOf(offer: Offered, to: string | undefined): OfferedVersion | undefined {
  const offered = { version: offer.offered, order: offer.order };
  if (to === undefined) return offered;
  const fitting = (offer.pinned !== undefined ? [offered] : offer.versions).find(({ version }) => isOf(version, to));
  const stays = isOf(offer.installed, to) && fitting?.order !== "newer";
  return stays ? { version: offer.installed, order: "same" } : fitting;
}

/** Whether what a role wants runs already, or some source has it. */
function isKnown(pinned: string, { installed, versions }: Offered): boolean {
  const isIt = (version: string) =>
    pinned.endsWith("*") ? version.startsWith(pinned.slice(0, -1)) : version === pinned;
  return isIt(installed) || versions.some(({ version }) => isIt(version));
}

/** `3.5` is not the beginning of `3.50`; Debian's epoch counts only where it is asked for. */
function isOf(version: string, asked: string): boolean {
  const plain = asked.includes(":") ? version : version.replace(/^\d+:/, "");
  return plain.startsWith(asked) && !/^\d/.test(plain.slice(asked.length));
}
