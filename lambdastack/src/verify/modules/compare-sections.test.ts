import { describe, expect, it } from "vitest";
import { brokenPromises, changesBetween } from "./compare-sections.ts";

const open = { $tag: "unknown", what: "an address" };

describe("what a module did to the state", () => {
  it("is what its plan said", () => {
    const done = changesBetween({ a: { size: 1 } }, { a: { size: 2 } });

    expect(done).toEqual([{ path: "a.size", to: 2 }]);
    expect(brokenPromises([{ path: "a.size", to: 2 }], done)).toEqual([]);
  });

  it("may be anything where the plan left it open, also deeper", () => {
    const planned = [
      { path: "a.address", to: open },
      { path: "a.nodes", to: open },
    ];
    const done = [
      { path: "a.address", to: "10.0.0.1" },
      { path: "a.nodes[0].name", to: "one" },
    ];

    expect(brokenPromises(planned, done)).toEqual([]);
  });

  it("is told where it is more, less or something else", () => {
    const planned = [
      { path: "a.size", to: 2 },
      { path: "a.name", to: "x" },
    ];
    const done = [
      { path: "a.size", to: 3 },
      { path: "a.sizes", to: 1 },
    ];

    expect(brokenPromises(planned, done)).toEqual([
      "The apply changed a.sizes, which the plan did not list.",
      "The apply made a.size something else than the plan said.",
      "The plan listed a.name, which the apply did not change.",
    ]);
  });
});
