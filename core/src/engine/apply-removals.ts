import { type ChangeOptions, changeResources } from "./change-resources.ts";
import { dropRole, forgetResource } from "./ledger.ts";
import type { PreparedMachine } from "./plan-machine.ts";

export interface ApplyRemovalsOptions extends ChangeOptions {
  /** Only what these roles left; everything when missing. */
  roles?: readonly string[];
}

/**
 * Removes what left the list, last made first, and forgets roles that are gone. Runs before the machine's roles are
 * applied, so that a service restarts once. Returns how many things were removed.
 */
export async function applyRemovals(prepared: PreparedMachine, options: ApplyRemovalsOptions): Promise<number> {
  const isMeant = (role: string): boolean => options.roles?.includes(role) ?? true;
  const changed = await changeResources({
    ...options,
    prepared,
    items: prepared.removals
      .filter(({ wanted }) => isMeant(wanted.role))
      .flatMap(({ wanted, change }) => (change ? [{ wanted, change: { ...change, destroys: true } }] : [])),
    refresh: (wanted) => wanted,
    keep: async (wanted) => forgetResource(prepared.ledger, wanted.id),
  });
  await forgetRoles(prepared, isMeant, options);
  return changed;
}

/** Only after an apply is what is no longer managed forgotten, so that every plan until then lists it. */
async function forgetRoles(
  { run, ledger }: PreparedMachine,
  isMeant: (role: string) => boolean,
  { recorded }: ChangeOptions,
): Promise<void> {
  const present = new Set([...run.roles, ...(run.deferred ?? [])].map(({ role }) => role));
  const gone = Object.keys(ledger.applied.roles).filter((role) => !present.has(role) && isMeant(role));
  if (gone.length === 0) return;
  for (const role of gone) dropRole(ledger, role);
  await recorded(ledger.applied);
}
