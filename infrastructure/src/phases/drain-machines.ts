import { drainMachine, type Phase } from "@lambdastack/core";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/**
 * Does what roles want done on machines before they go, such as leaving an ensemble. One machine after another, since an
 * ensemble gives up one member at a time. What was done is not undone when a later phase fails; the next run finds it done.
 */
export const drainMachines: Phase<InfrastructureRun> = {
  name: "drain-machines",
  title: "Draining the machines that go",
  skip: ({ drains = [] }) => (drains.length === 0 ? "nothing to do on them first" : undefined),
  async run({ run, drains = [] }) {
    let changed = 0;
    for (const prepared of drains) changed += await drainMachine(prepared, run.workspace.settings.signal);
    return `${changed} done on ${drains.length} machines`;
  },
};
