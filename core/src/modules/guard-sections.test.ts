import { describe, expect, it } from "vitest";
import { guardSections } from "./guard-sections.ts";
import { stateDifferences } from "./state-difference.ts";

const bmk = { name: "kafka", label: "bmk", writes: ["azi.nodes[].usedBy"] };
const state = { lineage: "l", azi: { size: 2, nodes: [{ ip: "1", usedBy: "unused" }] } };
const guard = (to: object) => () => guardSections(bmk, stateDifferences(state, to));

describe("guardSections", () => {
  it("lets a module write its own section and what it declares", () => {
    expect(guard({ ...state, bmk: { a: 1 } })).not.toThrow();
    expect(guard({ ...state, azi: { size: 2, nodes: [{ ip: "1", usedBy: "bmk" }] } })).not.toThrow();
  });

  it.each([
    [
      "another field of a declared list",
      { ...state, azi: { size: 2, nodes: [{ ip: "2", usedBy: "bmk" }] } },
      "azi.nodes[0].ip",
    ],
    ["the list itself", { ...state, azi: { size: 2, nodes: [] } }, "azi.nodes"],
    ["another's section", { ...state, other: {} }, "other"],
    ["a section away", { lineage: "l" }, "azi"],
    ["what identifies the state", { ...state, lineage: "m" }, "lineage"],
    ["a section whose name begins like its own", { ...state, bmk2: {} }, "bmk2"],
  ])("refuses to let it write %s", (_what, to, place) => {
    expect(guard(to)).toThrow(
      expect.objectContaining({
        code: "foreign-section",
        ending: "refused",
        message: expect.stringContaining(` ${place} `),
      }),
    );
  });

  it("names every place at once", () => {
    expect(guard({ ...state, lineage: "m", other: {} })).toThrow("2 places");
  });
});
