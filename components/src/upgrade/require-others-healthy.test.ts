import { type Machine, StackError } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { requireOthersHealthy } from "./require-others-healthy.ts";

const machine = (name: string, ...roles: string[]) => ({ name, roles }) as unknown as Machine;
const machines = [machine("a", "store"), machine("b", "store"), machine("c", "store"), machine("d", "client")];
const step = { role: "store", machine: "b" };

describe("before a machine is upgraded", () => {
  it("the others that have the role are asked, and they alone", async () => {
    const asked: string[] = [];

    await requireOthersHealthy(step, machines, async (unit) => {
      asked.push(`${unit.role} on ${unit.machine}`);
      return [];
    });

    expect(asked.sort()).toEqual(["store on a", "store on c"]);
  });

  it("one that is not healthy stops the upgrade, with what it says", async () => {
    const health = async (unit: { machine: string }) => (unit.machine === "c" ? ["no quorum"] : []);

    const found = requireOthersHealthy(step, machines, health);

    await expect(found).rejects.toMatchObject({
      code: "unhealthy-meanwhile",
      ending: "failed",
      message: expect.stringContaining("c: no quorum"),
    });
  });

  it("one that cannot be reached stops the upgrade", async () => {
    const health = async () => {
      throw new StackError("machine-unreachable", "Cannot reach it.");
    };

    await expect(requireOthersHealthy(step, machines, health)).rejects.toThrow(/Cannot reach it|2 machines failed/);
  });
});
