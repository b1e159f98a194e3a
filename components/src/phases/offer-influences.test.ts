import type { MachinePlan, PlannedChange, PreparedMachine, Run } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import type { ComponentsRun, PreparedComponents } from "../components-run.ts";
import { offerInfluences } from "./offer-influences.ts";

const change = (role: string, machine: string): PlannedChange => ({
  role,
  machine,
  resource: `file:/etc/${role}`,
  action: "create",
  differences: [],
});
const plan = (machine: string, ...roles: string[]): MachinePlan => ({
  machine,
  exists: true,
  changes: roles.map((role) => change(role, machine)),
  compared: 1,
  unmanaged: [],
  deferred: [],
  observedHash: "",
});
const prepared = (one: MachinePlan): PreparedMachine => ({ plan: one }) as PreparedMachine;
const web = prepared(plan("web-1", "exporter"));
const monitoring = prepared(plan("monitoring-1", "metrics", "other"));

/** A run narrowed to the exporter of web-1, which influences the metrics of monitoring-1. */
function narrowedRun(confirmInfluences: (() => Promise<boolean>) | undefined, influenced: MachinePlan[]) {
  const settings = confirmInfluences ? { confirmInfluences } : {};
  return {
    run: { workspace: { settings } } as unknown as Run,
    machines: [],
    prepared: {
      machines: [web],
      compared: [web, monitoring],
      influenced,
      selection: {
        machine: (name: string) => name === "web-1",
        unit: ({ machine }: { machine: string }) => machine === "web-1",
        isWhole: () => false,
      },
    } as unknown as PreparedComponents,
  } satisfies ComponentsRun as ComponentsRun;
}
const shown = [plan("monitoring-1", "metrics")];
const changesOf = ({ prepared: found }: ComponentsRun) =>
  found?.machines.flatMap((machine) => machine.plan.changes.map((one) => `${one.role} ${one.machine}`));

describe("what a run influences", () => {
  it("becomes a part of it once it is accepted, no more than was shown", async () => {
    const components = narrowedRun(async () => true, shown);

    await offerInfluences.run(components);

    expect(changesOf(components)).toEqual(["exporter web-1", "metrics monitoring-1"]);
    expect(components.prepared?.influenced).toEqual([]);
    expect(components.prepared?.selection.unit({ role: "metrics", machine: "monitoring-1" })).toBe(true);
    expect(components.accepted?.unit({ role: "other", machine: "monitoring-1" })).toBe(false);
  });

  it("is left as it is when it is declined", async () => {
    const components = narrowedRun(async () => false, shown);

    await offerInfluences.run(components);

    expect(changesOf(components)).toEqual(["exporter web-1"]);
    expect(components.accepted).toBeUndefined();
    expect(components.prepared?.influenced).toEqual(shown);
  });

  it("is not asked about where nobody is, or where it is nothing", () => {
    expect(offerInfluences.skip?.(narrowedRun(undefined, shown))).toBe("nobody is asked");
    expect(offerInfluences.skip?.(narrowedRun(async () => true, []))).toBe("nothing else is influenced");
    expect(offerInfluences.skip?.(narrowedRun(async () => true, shown))).toBeUndefined();
  });
});
