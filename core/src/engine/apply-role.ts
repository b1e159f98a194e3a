import { essenceHash } from "./audit-machine.ts";
import { type ChangeOptions, changeResources, countsAsCreated } from "./change-resources.ts";
import type { Compared } from "./compare-resources.ts";
import { stillUnknown } from "./errors.ts";
import { recordResource, settleRole } from "./ledger.ts";
import type { AppliedResource } from "./machine-run.ts";
import { declarationOf, materialiseOne } from "./materialise.ts";
import type { Wanted } from "./observe.ts";
import type { PreparedMachine } from "./plan-machine.ts";

export interface ApplyRoleOptions extends ChangeOptions {
  /** The role's version, kept with what was applied. */
  version: string;
  /** Ids of the resources to change; all of the role when missing. Others are neither changed nor recorded. */
  only?: ReadonlySet<string>;
}

/**
 * Makes the planned changes of one role on one machine, in list order, and records what was applied. Each resource is
 * checked again before and after its change. Nothing changes that the plan did not list. Returns how many changed.
 * Roles of one machine are applied one after another, removals before them.
 */
export async function applyRole(prepared: PreparedMachine, role: string, options: ApplyRoleOptions): Promise<number> {
  const mine = prepared.compared.filter(({ wanted }) => wanted.role === role);
  const seen = new Map(mine.map(({ wanted, observed }) => [wanted.id, { wanted, observed }]));
  const entry = { role, version: options.version };
  const { only } = options;
  const wantedNow = only ? mine.filter(({ wanted }) => only.has(wanted.id)) : mine;
  const changed = await changeResources({
    ...options,
    prepared,
    items: wantedNow.flatMap(({ wanted, change }) => (change ? [{ wanted, change }] : [])),
    refresh: (wanted) => refresh(prepared, wanted),
    keep: async (wanted, observed, createdNow) => {
      seen.set(wanted.id, { wanted, observed });
      const added = toRecord(prepared, wanted, observed, createdNow);
      if (added) recordResource(prepared.ledger, entry, added);
    },
  });
  if (only) return changed;
  await settle(prepared, [...seen.values(), ...sharedWith(prepared, role)], { ...options, role });
  return changed;
}

/** What other roles declared first counts as this role's too, so that it stays when only the other one goes. */
function sharedWith({ compared }: PreparedMachine, role: string): Pick<Compared, "wanted" | "observed">[] {
  return compared.filter(({ wanted }) => wanted.alsoRoles.includes(role));
}

function refresh({ run }: PreparedMachine, wanted: Wanted): Wanted {
  const sources = { secrets: run.secrets, outputs: run.outputs };
  const options = { machine: run.machine.name, types: run.types, sources, overrides: wanted.overrides };
  const fresh = materialiseOne(wanted.role, wanted.resource, options);
  if (fresh.unknown.length > 0) throw stillUnknown(declarationOf(fresh, run.machine.name), fresh.unknown);
  return fresh;
}

async function settle(
  prepared: PreparedMachine,
  seen: readonly Pick<Compared, "wanted" | "observed">[],
  { role, version, recorded }: ApplyRoleOptions & { role: string },
): Promise<void> {
  const resources = seen.flatMap(({ wanted, observed }) => toRecord(prepared, wanted, observed, false) ?? []);
  const { ledger } = prepared;
  if (!settleRole(ledger, { role, version }, resources) && !ledger.isUnsaved) return;
  await recorded(ledger.applied);
  ledger.isUnsaved = false;
}

/** Undefined for what is wanted to be absent: there is nothing to remember. */
function toRecord(
  prepared: PreparedMachine,
  wanted: Wanted,
  observed: unknown,
  createdNow: boolean,
): AppliedResource | undefined {
  const { type, identity, props } = wanted;
  if (props.ensure === "absent") return undefined;
  const record = { ...type.record?.(props as never, observed) };
  const created = countsAsCreated(prepared, wanted, createdNow);
  return { type: type.name, identity, created, record, seen: essenceHash(wanted, observed) };
}
