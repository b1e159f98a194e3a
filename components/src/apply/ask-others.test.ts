import { type PreparedMachine, StackError } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { askOthersBeforeChange } from "./ask-others.ts";

describe("before a machine of a rolling role is changed", () => {
  const asked: string[] = [];
  const machine = (name: string, given: { roles?: string[]; isLost?: boolean; changes?: string[] } = {}) => {
    const { roles = ["store"], isLost = false, changes = ["store"] } = given;
    const run = async () => {
      asked.push(name);
      if (isLost) throw new StackError("machine-unreachable", `Lost ${name}.`);
    };
    return {
      run: { machine: { name, roles }, session: { run } },
      plan: { machine: name, changes: changes.map((role) => ({ role })) },
    } as unknown as PreparedMachine;
  };
  const unit = { role: "store", machine: "a" };

  it("the others that have the role give a sign of life, and they alone", async () => {
    asked.length = 0;

    await askOthersBeforeChange(unit, [machine("a"), machine("b"), machine("c"), machine("d", { roles: ["client"] })]);

    expect(asked.sort()).toEqual(["b", "c"]);
  });

  it("one that was lost since stops it", async () => {
    const found = askOthersBeforeChange(unit, [machine("a"), machine("b"), machine("c", { isLost: true })]);

    await expect(found).rejects.toThrow("Lost c.");
  });

  it("nobody is asked where nothing changes", async () => {
    asked.length = 0;

    await askOthersBeforeChange(unit, [machine("a", { changes: ["client"] }), machine("b", { isLost: true })]);

    expect(asked).toEqual([]);
  });
});
