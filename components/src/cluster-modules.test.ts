import type { Host } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { withTypes } from "./cluster-modules.ts";
import { solutionFor, solutionText } from "./solution.ts";

const manifest = (name: string, more = {}) => ({ name, version: "1.0.0", description: name, ...more });
const needs = (kind: string) => ({ requires: { strong: [[{ key: "kind", operator: "eq", values: [kind] }]] } });
const byName = <T extends { manifest: { name: string } }>(...many: T[]) =>
  new Map(many.map((one) => [one.manifest.name, { ...one, name: one.manifest.name }]));

const host = {
  roles: byName({ manifest: manifest("app", needs("broker")) }),
  modules: byName(
    { type: "module", manifest: manifest("bmk", { labels: { kind: "broker" }, ...needs("nodes") }) },
    { type: "container", manifest: manifest("azc", { labels: { kind: "nodes" } }) },
  ),
  providers: new Map(),
} as unknown as Host;

describe("modules with methods of their own", () => {
  it("stand in a solution with what they are, before the role that requires them", () => {
    const solution = solutionFor(host, ["app"], undefined);

    expect(solution.steps.map(({ name, type }) => [name, type])).toEqual([
      ["azc", "container"],
      ["bmk", "module"],
      ["app", "role"],
    ]);
    expect(solutionText(solution)).toContain("1. container azc 1.0.0: bmk requires kind = nodes");
  });

  it("can be asked for, without those that are there", () => {
    const azc = host.modules.get("azc");
    const solution = solutionFor(host, ["bmk"], { roles: azc ? [azc.manifest] : [], providers: [] });

    expect([solution.present, solution.steps.map(({ name }) => name)]).toEqual([["azc"], ["bmk"]]);
  });

  it("are told from roles and providers by their names", () => {
    const nodes = ["app", "bmk", "azc"].map((name) => ({ name, type: "role" as const }));

    expect(withTypes(host, nodes).map(({ type }) => type)).toEqual(["role", "module", "container"]);
  });
});
