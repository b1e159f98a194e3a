import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { destroys, differenceLines, isKept, pathText, stateDifferences } from "./state-difference.ts";

const later = { $tag: "unknown", what: "address" };
const data = fc.letrec<{ value: unknown; list: unknown; map: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, fc.string(), fc.integer(), fc.boolean(), tie("list"), tie("map")),
  list: fc.array(tie("value"), { maxLength: 3 }),
  map: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("value"), { maxKeys: 3 }),
})).map;

describe("stateDifferences", () => {
  it("goes as deep as both sides have the same shape", () => {
    const from = { azi: { nodes: [{ usedBy: "unused" }, { usedBy: "unused" }], size: 2 } };
    const to = { azi: { nodes: [{ usedBy: "bmk" }, { usedBy: "unused" }], size: 2 }, bmk: { size: 1 } };

    expect(stateDifferences(from, to)).toEqual([
      { path: ["azi", "nodes", 0, "usedBy"], from: "unused", to: "bmk" },
      { path: ["bmk"], to: { size: 1 } },
    ]);
  });

  it("tells a list of another length as a whole, and that a shorter one destroys", () => {
    const [shorter] = stateDifferences({ nodes: [1, 2] }, { nodes: [1] });
    const [longer] = stateDifferences({ nodes: [1] }, { nodes: [1, 2] });
    const [gone] = stateDifferences({ azi: {} }, {});

    expect([shorter, longer, gone].map((one) => one && [pathText(one.path), destroys(one)])).toEqual([
      ["nodes", true],
      ["nodes", false],
      ["azi", true],
    ]);
  });

  it("finds nothing between equal data, and something between all other", () => {
    fc.assert(
      fc.property(data, data, (one, other) => {
        expect(stateDifferences(one, structuredClone(one))).toEqual([]);
        expect(stateDifferences(one, other).length === 0).toBe(isKept(one, other));
      }),
    );
  });

  it("shows single values, and what only apply will know", () => {
    const differences = stateDifferences({ a: 1, b: { c: "x" } }, { a: 2, d: { e: [later] } });

    expect(differenceLines(differences)).toEqual(["~ a: 1 -> 2", "- b.c: x", "+ d.e[0]: (known after apply)"]);
  });
});

describe("isKept", () => {
  it.each([
    ["what was open and is known now", { address: later }, { address: "10.0.0.1" }, true],
    ["what is as it was said", { size: 1 }, { size: 1 }, true],
    ["what is open still", { address: later }, { address: later }, false],
    ["what never came", { address: later }, {}, false],
    ["what nobody spoke of", { size: 1 }, { size: 1, more: 2 }, false],
    ["another value", { size: 1 }, { size: 2 }, false],
  ])("judges %s", (_what, promised, became, kept) => {
    expect(isKept(promised, became)).toBe(kept);
  });
});
