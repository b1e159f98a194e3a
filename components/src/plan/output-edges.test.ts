import type { RoleResources } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { runUnits } from "../apply/run-units.ts";
import { outputEdges } from "./output-edges.ts";

const producer: RoleResources = {
  role: "cluster",
  resources: [{ type: "command", props: { name: "init", run: "init", output: "token" } }],
};
const consumer: RoleResources = {
  role: "cluster",
  resources: [{ type: "file", props: { content: { $tag: "output", machine: "leader", name: "token" } } }],
};

describe("outputEdges", () => {
  it("lets who uses an output wait for the machine that produces it, whatever the order of machines", async () => {
    const outputs = outputEdges(
      new Map([
        ["follower", [consumer]],
        ["leader", [producer]],
      ]),
    );
    const seen: string[] = [];

    await runUnits({
      graph: {
        order: ["cluster"],
        before: {},
        machines: { cluster: ["follower", "leader"] },
        rolling: new Set(),
        outputs,
      },
      concurrency: 2,
      run: async ({ machine }) => void seen.push(machine),
    });

    expect(seen).toEqual(["leader", "follower"]);
  });

  it("says which machines wait for each other in a circle", async () => {
    const outputs = (unit: { machine: string }) => [{ role: "cluster", machine: unit.machine === "a" ? "b" : "a" }];
    const graph = {
      order: ["cluster"],
      before: {},
      machines: { cluster: ["a", "b"] },
      rolling: new Set<string>(),
      outputs,
    };

    const running = runUnits({ graph, concurrency: 2, run: async () => undefined });

    await expect(running).rejects.toMatchObject({ code: "waits-for-itself" });
  });
});
