import { drainMachine, letGo, type Phase } from "@lambdastack/core";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/**
 * Does what roles want done on machines before they go, such as leaving an ensemble. One machine after another, since an
 * ensemble gives up one member at a time. What was done is not undone when a later phase fails; the next run finds it done.
 */
export const drainMachines: Phase<InfrastructureRun> = {
  name: "drain-machines",
  title: "Draining the machines that go",
  skip: ({ asked = [] }) => (asked.length === 0 ? "no machine goes that was asked" : undefined),
  async run({ run, asked = [], drains = [] }) {
    let changed = 0;
    for (const prepared of drains) changed += await drainMachine(prepared, run.workspace.settings.signal);
    await letGo(run.applied, asked);
    return `${changed} done on ${drains.length} machines`;
  },
};
