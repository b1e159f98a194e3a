import type { OperatingSystem } from "../machines/machine.ts";
import type { Change } from "../resources/resource-type.ts";
import { canonicalHash } from "./canonical-hash.ts";
import { compareNow } from "./compare-resources.ts";
import type { AppliedMachine, AppliedResource, MachineRun } from "./machine-run.ts";
import type { Wanted } from "./observe.ts";

/** Something we applied that no role wants any more. */
export interface LeftResource {
  role: string;
  applied: AppliedResource;
  /** The resource to remove; undefined where it stays on the machine. */
  removal?: Wanted;
  /** Why it stays. */
  reason?: string;
}

export interface JudgedLeft {
  removals: { wanted: Wanted; observed: unknown; change: Change }[];
  unmanaged: { role: string; resource: string; reason: string }[];
}

type Types = MachineRun["types"];

export function resourceId({ type, identity }: Pick<AppliedResource, "type" | "identity">): string {
  return `${type}:${identity}`;
}

/** What left the list. Roles that are deferred keep everything they applied. */
export function findLeft(run: MachineRun, applied: AppliedMachine, wanted: readonly Wanted[]): LeftResource[] {
  const kept = new Set(wanted.map(({ id }) => id));
  const deferred = new Set(run.deferred?.map(({ role }) => role));
  return Object.entries(applied.roles)
    .filter(([role]) => !deferred.has(role))
    .flatMap(([role, { resources }]) => resources.map((one) => ({ role, applied: one })))
    .filter(({ applied: one }) => takeOnce(kept, resourceId(one)))
    .map(({ role, applied: one }) => describeLeft(role, one, run.types));
}

/**
 * Decides with what was observed. Compared with what was recorded of it, a type finds a change only where the thing
 * is as we left it.
 */
export function judgeLeft(
  left: readonly LeftResource[],
  observed: ReadonlyMap<Wanted, unknown>,
  { machine, os }: { machine: string; os: OperatingSystem },
): JudgedLeft {
  const judged: JudgedLeft = { removals: [], unmanaged: [] };
  for (const { role, applied, removal, reason } of left) {
    const resource = resourceId(applied);
    if (!removal) {
      judged.unmanaged.push({ role, resource, reason: reason ?? "" });
      continue;
    }
    const seen = observed.get(removal);
    const change = compareNow(removal, seen, { machine, os });
    if (change) judged.removals.push({ wanted: removal, observed: seen, change });
    else if (!isGone(removal, seen)) judged.unmanaged.push({ role, resource, reason: "changed by hand since" });
  }
  return judged;
}

function isGone({ type, props }: Wanted, observed: unknown): boolean {
  return canonicalHash(type.nothing(props as never)) === canonicalHash(observed);
}

/** True the first time, so that two roles that applied the same thing do not remove it twice. */
function takeOnce(taken: Set<string>, id: string): boolean {
  if (taken.has(id)) return false;
  taken.add(id);
  return true;
}

function describeLeft(role: string, applied: AppliedResource, types: Types): LeftResource {
  const type = types.get(applied.type);
  const reason = reasonToStay(applied, type);
  if (!type || reason !== undefined) return { role, applied, reason: reason ?? "" };
  return { role, applied, removal: removalOf(role, applied, type) };
}

function reasonToStay({ type: name, created, record }: AppliedResource, type: Wanted["type"] | undefined) {
  if (!type) return `the type ${name} is not there any more`;
  if (!type.removable || !type.record) return `a ${name} is never removed unasked`;
  if (!created) return "it was there before";
  return Object.keys(record).length === 0 ? "the run that created it did not finish" : undefined;
}

function removalOf(role: string, { type: name, identity, record }: AppliedResource, type: Wanted["type"]): Wanted {
  const props = { ...record, ensure: "absent" };
  return {
    role,
    alsoRoles: [],
    resource: { type: name, props: {}, ensure: "absent" },
    type,
    identity,
    id: resourceId({ type: name, identity }),
    props,
    sensitive: false,
    sensitiveFields: new Set(),
    secretTexts: new Set(),
    unknown: [],
    outputs: [],
    overrides: [],
  };
}
