import type { Action } from "../resources/resource-type.ts";
import { canonicalHash } from "./canonical-hash.ts";
import { resourceId } from "./left-resources.ts";
import type { AppliedResource } from "./machine-run.ts";
import type { Wanted } from "./observe.ts";
import type { PlannedChange } from "./plan.ts";
import type { PreparedMachine } from "./plan-machine.ts";

/**
 * Why something differs from what is wanted. `known`: the machine is as it was last applied, and the configuration moved
 * on. `manual`: the machine was changed since. `missing`: what was applied is gone.
 */
export type FindingClass = "known" | "manual" | "missing";

/** One resource that is not as wanted; its differences lead from the machine to what is wanted. */
export interface Finding extends PlannedChange {
  class: FindingClass;
}

/** What an audit found on one machine, in the order of its plan. */
export interface MachineAudit {
  machine: string;
  findings: Finding[];
  /** Resources compared, different or not. */
  compared: number;
  /** Roles of which nothing can be said, with why. */
  unclear: { role: string; reason: string }[];
}

export interface Audit {
  machines: MachineAudit[];
}

/** These run something; they say nothing of what the machine is. */
const RUNS: ReadonlySet<Action> = new Set(["run", "may-run"]);

/** Reads a comparison with three sides: wanted, last applied, and the machine. Asks the machine nothing further. */
export function auditMachine({ plan, compared, removals, ledger }: PreparedMachine): MachineAudit {
  const applied = new Map(
    Object.values(ledger.applied.roles).flatMap(({ resources }) => resources.map((one) => [resourceId(one), one])),
  );
  const items = new Map([...removals, ...compared].map(({ wanted, observed }) => [wanted.id, { wanted, observed }]));
  const certain = plan.changes.filter(({ action, estimate }) => !RUNS.has(action) && estimate !== true);
  const findings = certain.flatMap((change) => {
    const item = items.get(change.resource);
    return item ? [{ ...change, class: classOf(item, applied.get(change.resource)) }] : [];
  });
  const estimated = new Set(plan.changes.filter(({ estimate }) => estimate).map(({ role }) => role));
  const reason = "Ansible's check mode would change something and cannot tell who changed it";
  return {
    machine: plan.machine,
    findings,
    compared: plan.compared,
    unclear: [...plan.deferred, ...[...estimated].map((role) => ({ role, reason }))],
  };
}

/** Whether someone changed a machine behind the product's back. Changes of the configuration alone are none. */
export function hasDrift({ machines }: Audit): boolean {
  return machines.some(({ findings }) => findings.some((finding) => finding.class !== "known"));
}

/** Hash of what was observed, without what depends on how it was asked. Kept with what was applied. */
export function essenceHash({ type }: Pick<Wanted, "type">, observed: unknown): string {
  return canonicalHash(type.essence ? type.essence(observed) : observed);
}

function classOf(item: { wanted: Wanted; observed: unknown }, applied: AppliedResource | undefined): FindingClass {
  if (!applied) return "known";
  const { type, props } = item.wanted;
  const now = essenceHash(item.wanted, item.observed);
  if (now === applied.seen) return "known";
  return now === essenceHash(item.wanted, type.nothing(props as never)) ? "missing" : "manual";
}
