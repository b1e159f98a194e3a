import { randomUUID } from "node:crypto";
import { canonicalHash } from "./canonical-hash.ts";
import { resourceId } from "./left-resources.ts";
import type { AppliedMachine, AppliedResource } from "./machine-run.ts";

/** What has been applied on one machine so far in this run. The one value that changes while applying. */
export interface Ledger {
  applied: AppliedMachine;
  /** Marks this run's entries in the machine's journal. */
  readonly run: string;
  /** Changes made so far. */
  sequence: number;
  /** True while the caller has not yet stored what was found out while planning, such as the journal of a dead run. */
  isUnsaved: boolean;
  /** Ids of resources that left the list and still have to be removed. */
  readonly leaving: Set<string>;
}

export function newLedger(
  applied: AppliedMachine,
  { isUnsaved, leaving }: { isUnsaved: boolean; leaving: readonly string[] },
): Ledger {
  return { applied, run: randomUUID(), sequence: 0, isUnsaved, leaving: new Set(leaving) };
}

/** Whether the thing was recorded as created by us, by whatever role. */
export function wasCreated({ applied }: Ledger, id: string): boolean {
  const everything = Object.values(applied.roles).flatMap(({ resources }) => resources);
  return everything.some((one) => one.created && resourceId(one) === id);
}

/** Hands what moved from one role to another over to its new role, so that it still counts as created by us. */
export function handOver(applied: AppliedMachine, wanted: readonly { role: string; id: string }[]): AppliedMachine {
  const owners = new Map(wanted.map(({ id, role }) => [id, role]));
  const roles = { ...applied.roles };
  for (const [role, { resources }] of Object.entries(applied.roles)) {
    for (const one of resources) {
      const owner = owners.get(resourceId(one));
      const owned = (owner === undefined ? undefined : roles[owner]) ?? { version: "", resources: [] };
      const isKnown = owned.resources.some((other) => resourceId(other) === resourceId(one));
      if (owner !== undefined && owner !== role && !isKnown) {
        roles[owner] = { ...owned, resources: [...owned.resources, one] };
      }
    }
  }
  return { ...applied, roles };
}

export interface RoleEntry {
  role: string;
  version: string;
}

/** Puts one resource into a role's list, in place of its earlier entry. */
export function recordResource(ledger: Ledger, { role, version }: RoleEntry, added: AppliedResource): void {
  const others = (ledger.applied.roles[role]?.resources ?? []).filter((one) => resourceId(one) !== resourceId(added));
  replaceRole(ledger, { role, version }, [...others, added]);
}

/** Takes one resource out of every role's list. */
export function forgetResource(ledger: Ledger, id: string): void {
  ledger.leaving.delete(id);
  for (const [role, { version, resources }] of Object.entries(ledger.applied.roles)) {
    const kept = resources.filter((one) => resourceId(one) !== id);
    if (kept.length < resources.length) replaceRole(ledger, { role, version }, kept);
  }
}

/** Sets a role's whole list; what still has to be removed stays in it. True when that changed anything. */
export function settleRole(ledger: Ledger, entry: RoleEntry, resources: readonly AppliedResource[]): boolean {
  const before = ledger.applied;
  const leaving = (before.roles[entry.role]?.resources ?? []).filter((one) => ledger.leaving.has(resourceId(one)));
  replaceRole(ledger, entry, [...resources, ...leaving]);
  return canonicalHash(before) !== canonicalHash(ledger.applied);
}

/** Drops a role that is gone from the machine. */
export function dropRole(ledger: Ledger, role: string): void {
  const { [role]: _dropped, ...roles } = ledger.applied.roles;
  ledger.applied = { ...ledger.applied, roles };
}

/** Notes that everything up to the last change is recorded, so that the journal need not be merged again. */
export function markJournal(ledger: Ledger): void {
  ledger.applied = { ...ledger.applied, journal: { run: ledger.run, sequence: ledger.sequence } };
}

function replaceRole(ledger: Ledger, { role, version }: RoleEntry, resources: AppliedResource[]): void {
  ledger.applied = { ...ledger.applied, roles: { ...ledger.applied.roles, [role]: { version, resources } } };
}
