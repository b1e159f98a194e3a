import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UpgradeStep } from "../upgrade-run.ts";
import { type WayBack, wayBackOf } from "./way-back.ts";

const step = (machine: string, from: string, to: string): UpgradeStep => ({
  role: "store",
  machine,
  packages: [{ name: "store-server", from, to }],
  isDone: false,
});
const isPossible = ({ isPossible: answer }: WayBack) => answer;

describe("the way back from a step", () => {
  it("is none where the role says nothing of it", () => {
    expect(wayBackOf(undefined, step("a", "1.2.3", "1.2.4"), [])).toEqual({
      isPossible: false,
      reason: "what store wrote may be unreadable for an earlier version",
    });
  });

  it.each([
    ["any", "1.2.3", "9.0", true],
    ["any", "2024-a", "word", true],
    ["major", "15.9-1", "15.99-1+repacked", true],
    ["major", "15.9-1", "16.0-1", false],
    ["minor", "1:3.10.8-1", "1:3.10.9-1", true],
    ["minor", "3.10.8", "3.11.0", false],
    ["minor", "3.10.8", "4.10.8", false],
    ["minor", "word", "3.10", false],
  ] as const)("within %s leads from %s to %s: %s", (within, from, to, expected) => {
    expect(isPossible(wayBackOf({ within }, step("a", from, to), []))).toBe(expected);
  });

  it("wants every package within reach", () => {
    const packages = [
      { name: "store-server", from: "1.2.3", to: "1.2.4" },
      { name: "store-client", from: "1.2.3", to: "1.3.0" },
    ];

    const way = wayBackOf({ within: "minor" }, { ...step("a", "1", "2"), packages }, []);

    expect(way).toEqual({ isPossible: false, reason: "from 1.3.0 to 1.2.3 is further back than one minor version" });
  });

  it("leads further as long as another machine has the earlier version", () => {
    const [first, last] = [step("a", "3.4.1", "3.5.2"), step("b", "3.4.1", "3.5.2")];
    const rollback = { within: "minor", whileMixed: true } as const;

    expect(wayBackOf(rollback, first, [last])).toEqual({ isPossible: true });
    expect(wayBackOf(rollback, first, [{ ...last, role: "other" }]).isPossible).toBe(false);
    expect(wayBackOf(rollback, first, [step("a", "3.5.2", "3.6.0")]).isPossible).toBe(false);
    expect(wayBackOf(rollback, first, [step("b", "3.5.2", "3.6.0")]).isPossible).toBe(false);
    expect(wayBackOf(rollback, last, []).reason).toContain("no other machine would have the earlier one");
  });

  it("never is longer where less is said", () => {
    const version = fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }).map((numbers) => numbers.join("."));

    fc.assert(
      fc.property(version, version, (from, to) => {
        const reach = (["minor", "major", "any"] as const).map((within) =>
          Number(isPossible(wayBackOf({ within }, step("a", from, to), []))),
        );
        expect(reach).toEqual([...reach].sort());
        expect(reach[2]).toBe(1);
      }),
    );
  });
});
