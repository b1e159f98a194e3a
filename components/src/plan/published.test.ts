import type { State } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { exampleMachine } from "../fixtures/example-machine.ts";
import { publishedBefore } from "./published-before.ts";
import { publishedByRole } from "./published-by-role.ts";

const [one, two] = [exampleMachine({ name: "one" }), exampleMachine({ name: "two" })];

describe("what modules publish", () => {
  it("stands in the state by role, name and machine, and is found there again for machines left out", () => {
    const published = new Map([
      [
        "exporter",
        [
          { role: "node-exporter", machine: one, value: { port: 9100 } },
          { role: "node-exporter", machine: two, value: { port: 9200 } },
        ],
      ],
    ]);
    const section = {
      role: "node-exporter",
      status: "applied" as const,
      published: publishedByRole(published)["node-exporter"],
    };
    const state = {
      kind: "state",
      version: "1.0.0",
      lineage: "x",
      serial: 1,
      "node-exporter": section,
    } as unknown as State;

    const before = publishedBefore(state, [one, two], [{ machine: one, presence: "running" }]);

    expect(before).toEqual(new Map([["exporter", [{ role: "node-exporter", machine: two, value: { port: 9200 } }]]]));
  });

  it("still counts for a machine that is stopped", () => {
    const section = { role: "r", status: "applied", published: { exporter: { one: { port: 1 } } } };
    const state = { kind: "state", version: "1.0.0", lineage: "x", serial: 1, r: section } as unknown as State;

    const before = publishedBefore(state, [one], [{ machine: one, presence: "stopped" }]);

    expect(before.get("exporter")).toHaveLength(1);
  });
});
