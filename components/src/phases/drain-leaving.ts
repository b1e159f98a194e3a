import { drainMachine, type Phase } from "@lambdastack/core";
import type { ScaleRun } from "../scale/scale-run.ts";

/** One machine after another, since an ensemble gives up one member at a time. A repeat finds done what was done. */
export const drainLeaving: Phase<ScaleRun> = {
  name: "drain-leaving",
  title: "Draining the machines that go",
  skip: ({ drains = [] }) => (drains.length === 0 ? "nothing to do on them first" : undefined),
  async run({ run, drains = [] }) {
    let changed = 0;
    for (const prepared of drains) changed += await drainMachine(prepared, run.workspace.settings.signal);
    return `${changed} done on ${drains.length} machines`;
  },
};
