import { describe, expect, it } from "vitest";
import { runUnits, type Unit, type UnitGraph } from "./run-units.ts";

const graph: UnitGraph = {
  order: ["db", "app", "watch"],
  before: { app: ["db"] },
  machines: { db: ["m1", "m2"], app: ["m3"], watch: ["m1", "m3", "m4"] },
  rolling: new Set(),
};

async function runWith(changes: Partial<UnitGraph>, run: (unit: Unit) => Promise<void>) {
  const ends = await runUnits({ graph: { ...graph, ...changes }, concurrency: 10, run });
  return Object.fromEntries(ends.map((end) => [`${end.unit.role}@${end.unit.machine}`, end.end]));
}

describe("runUnits", () => {
  it("starts a role only when the roles it requires have ended on all their machines", async () => {
    const seen: string[] = [];

    await runWith({}, async ({ role, machine }) => void seen.push(`${role}@${machine}`));

    expect(seen.indexOf("app@m3")).toBeGreaterThan(seen.indexOf("db@m1"));
    expect(seen.indexOf("app@m3")).toBeGreaterThan(seen.indexOf("db@m2"));
    expect(seen).toHaveLength(6);
  });

  it("does not wait for unrelated roles on other machines", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const seen: string[] = [];

    await runWith({}, async ({ role, machine }) => {
      seen.push(`${role}@${machine}`);
      if (machine === "m4") release();
      if (role === "db") await held;
    });

    expect(seen.indexOf("watch@m4")).toBeLessThan(seen.indexOf("app@m3"));
  });

  it("skips what waits for a failure and lets the others end", async () => {
    const ends = await runWith({}, async ({ role, machine }) => {
      if (role === "db" && machine === "m2") throw new Error("no");
    });

    expect(ends).toEqual({
      "db@m1": "done",
      "db@m2": "failed",
      "app@m3": "skipped",
      "watch@m1": "done",
      "watch@m3": "skipped",
      "watch@m4": "done",
    });
  });

  it("takes the machines of a rolling role one after the other and stops at a failure", async () => {
    let atWork = 0;

    const ends = await runWith({ rolling: new Set(["watch"]) }, async ({ role, machine }) => {
      if (role !== "watch") return;
      expect(++atWork).toBe(1);
      await new Promise(setImmediate);
      atWork--;
      if (machine === "m3") throw new Error("no");
    });

    expect(ends).toMatchObject({ "watch@m1": "done", "watch@m3": "failed", "watch@m4": "skipped" });
  });

  it("starts the machines of a role together, without those that an earlier failure stops, and tells failures apart", async () => {
    const batches: string[][] = [];

    const ends = await runUnits({
      graph: { ...graph, together: new Set(["watch"]) },
      concurrency: 1,
      run: async ({ machine }) => {
        if (machine === "m2") throw new Error("no");
      },
      runTogether: async (units) => {
        batches.push(units.map(({ machine }) => machine));
        return new Map([["m4", new Error("no")]]);
      },
    });

    const watch = ends.filter(({ unit }) => unit.role === "watch").map(({ unit, end }) => `${unit.machine} ${end}`);
    expect(batches).toEqual([["m1", "m4"]]);
    expect(watch).toEqual(["m1 done", "m3 skipped", "m4 failed"]);
  });
});
