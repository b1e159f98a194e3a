import { applyRole, type PreparedMachine, type Resource } from "@lambdastack/core";
import type { UpgradeRun, UpgradeStep } from "./upgrade-run.ts";

/** The id of a resource that a task `upgrade` names, which stands in the role's task `apply`. */
export function idOf({ run: { types } }: PreparedMachine, { type, props }: Resource): string {
  return `${type}:${types.get(type)?.identify(props as never) ?? ""}`;
}

/** Makes one resource of the role's task `apply`, which the task `upgrade` names, as the documents want it, and records that as `apply` does. */
export async function makeAsWanted(
  { run, prepared }: UpgradeRun,
  { step: { role }, machine, resource }: { step: UpgradeStep; machine: PreparedMachine; resource: Resource },
): Promise<void> {
  await applyRole(machine, role, {
    version: prepared?.roles.get(role)?.manifest.version ?? "",
    signal: run.workspace.settings.signal,
    recorded: (applied) => run.applied.write(applied),
    only: new Set([idOf(machine, resource)]),
  });
}
