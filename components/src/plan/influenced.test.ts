import type { Machine, Role, RoleManifest } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import type { Selection } from "../apply/selection.ts";
import { influencedSelection, influencersOf, together } from "./influenced.ts";

const role = (name: string, ...influences: string[]): [string, Role] => {
  const entries = influences.map((other) => [{ key: "name", operator: "eq", values: [other] }]);
  const manifest = { name, version: "1.0.0", description: name, influences: entries } as RoleManifest;
  return [name, { name, manifest, tasks: {} } as unknown as Role];
};
const roles = new Map([role("exporter", "metrics"), role("metrics", "alerts"), role("alerts"), role("db")]);
const machines = [
  { name: "web-1", roles: ["exporter"] },
  { name: "db-1", roles: ["db", "exporter"] },
  { name: "monitoring-1", roles: ["metrics", "alerts", "exporter"] },
] as unknown as Machine[];
const only = (...units: string[]): Selection => ({
  machine: (name) => units.some((unit) => unit.endsWith(` ${name}`)),
  unit: ({ role: name, machine }) => units.includes(`${name} ${machine}`),
  isWhole: () => true,
});
const influencedBy = (...units: string[]) => {
  const selection = influencedSelection({ machines, roles, selection: only(...units) });
  return machines.flatMap(({ name, roles: mine }) =>
    mine.filter((one) => selection.unit({ role: one, machine: name })).map((one) => `${one} ${name}`),
  );
};

describe("what a narrowed run influences", () => {
  it("are the roles that its own name, and those that these name, wherever they are", () => {
    expect(influencedBy("exporter web-1")).toEqual(["metrics monitoring-1", "alerts monitoring-1"]);
  });

  it("is nothing where its roles influence none", () => {
    expect(influencedBy("db db-1")).toEqual([]);
  });

  it("is not what the run changes anyway", () => {
    expect(influencedBy("exporter web-1", "metrics monitoring-1")).toEqual(["alerts monitoring-1"]);
  });

  it("makes of a machine that it adds no more than its own part", () => {
    const asked = only("exporter web-1");
    const both = together(asked, influencedSelection({ machines, roles, selection: asked }));

    expect(machines.filter(({ name }) => both.machine(name)).map(({ name }) => name)).toEqual([
      "web-1",
      "monitoring-1",
    ]);
    expect([both.isWhole("web-1"), both.isWhole("monitoring-1")]).toEqual([true, false]);
    expect(both.unit({ role: "exporter", machine: "monitoring-1" })).toBe(false);
  });

  it("is told with the names of those who influence", () => {
    expect(influencersOf(roles)).toEqual(
      new Map([
        ["metrics", ["exporter"]],
        ["alerts", ["metrics"]],
      ]),
    );
  });
});
