import type { MachineRun } from "../engine/machine-run.ts";
import { type PreparedMachine, planMachine } from "../engine/plan-machine.ts";
import { resourceTypes } from "../resources/index.ts";
import type { Run } from "../workspace/run.ts";

const types = new Map(resourceTypes.map((type) => [type.name, type]));

/**
 * Compares what has to be so on a machine before it goes with what is. Nothing that was applied there is looked at or
 * removed: the machine goes with it. Undefined where there is nothing to do. Changes nothing.
 */
export async function planDrain(
  run: Run,
  going: Pick<MachineRun, "machine" | "facts" | "roles"> & Required<Pick<MachineRun, "session">>,
): Promise<PreparedMachine | undefined> {
  const prepared = await planMachine({
    ...going,
    applied: { machine: going.machine.name, roles: {} },
    types,
    secrets: run.secrets,
    outputs: run.outputs,
    events: run.events,
  });
  return prepared.plan.changes.length === 0 ? undefined : prepared;
}
