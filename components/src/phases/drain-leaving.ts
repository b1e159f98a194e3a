import { drainMachine, letGo, type Phase } from "@lambdastack/core";
import type { ScaleRun } from "../scale/scale-run.ts";

/** One machine after another, since an ensemble gives up one member at a time. A repeat finds done what was done. */
export const drainLeaving: Phase<ScaleRun> = {
  name: "drain-leaving",
  title: "Draining the machines that go",
  async run({ run, asked = [], drains = [] }) {
    let changed = 0;
    for (const prepared of drains) changed += await drainMachine(prepared, run.workspace.settings.signal);
    await letGo(run.applied, asked);
    return `${changed} done on ${drains.length} machines`;
  },
};
