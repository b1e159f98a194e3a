import type { PreparedMachine } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { rollingOrder } from "./rolling-order.ts";

const machine = (name: string, ...actions: string[]) =>
  ({
    plan: { machine: name, changes: actions.map((action) => ({ action, role: "queue", resource: "file:/x" })) },
  }) as unknown as PreparedMachine;
const order = (...machines: PreparedMachine[]) => rollingOrder(machines, "queue").map(({ plan }) => plan.machine);

describe("the order of a rolling role", () => {
  it("begins with new and stopped machines where two or more run", () => {
    expect(order(machine("a", "update"), machine("b"), machine("c", "start"), machine("d", "create"))).toEqual([
      "c",
      "d",
      "a",
      "b",
    ]);
  });

  it("begins with the one that runs where others come to it", () => {
    expect(order(machine("a", "update"), machine("b", "create"), machine("c", "create"))).toEqual(["a", "b", "c"]);
  });

  it("stays as it is where nothing runs yet, and where the same is new on all", () => {
    expect(order(machine("a", "create"), machine("b", "create"))).toEqual(["a", "b"]);
    expect(order(machine("a", "create", "restart"), machine("b", "create", "restart"))).toEqual(["a", "b"]);
  });
});
