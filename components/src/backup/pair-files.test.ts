import type { PreparedStep } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import type { BackupSet } from "./backup-set.ts";
import { pairFiles } from "./pair-files.ts";

const load = (machine: string, isShared = false): PreparedStep => ({
  machine,
  role: "store",
  kind: "load",
  name: "data",
  timeLimit: 1,
  script: "",
  isShared,
  redact: (text) => text,
});

function pairs(steps: readonly PreparedStep[], given: readonly string[], { taken = "1.0.0", now = "1.0.0" } = {}) {
  const files = given.map((machine) => ({ machine, role: "store", name: "data", path: machine }));
  const set = { id: "set", modules: { store: taken }, files } as unknown as BackupSet;
  const found = pairFiles({
    units: steps.map((step) => ({ role: "store", machine: step.machine, steps: [step] })),
    roles: new Map([["store", { manifest: { version: now } }]]) as never,
    setOf: () => set,
    isNewer: (version, than) => version > than,
  });
  return found.map(({ step, file }) => [step.machine, file.machine]);
}

describe("what a machine takes from a backup", () => {
  it("is what it gave", () => {
    expect(pairs([load("a"), load("b")], ["a", "b"])).toEqual([
      ["a", "a"],
      ["b", "b"],
    ]);
  });

  it("is what another gave, where one gave and one takes", () => {
    expect(pairs([load("b")], ["a"])).toEqual([["b", "a"]]);
  });

  it("is the one dump, where it is for all", () => {
    expect(pairs([load("a", true), load("b", true)], ["b"])).toEqual([
      ["a", "b"],
      ["b", "b"],
    ]);
  });

  it("is refused where nothing fits: all such machines at once", () => {
    expect(() => pairs([load("a"), load("b"), load("c")], ["c"])).toThrow(/does not fit in 2 places/);
  });

  it("is refused where a newer role took it", () => {
    expect(() => pairs([load("a")], ["a"], { taken: "1.1.0" })).toThrow(
      expect.objectContaining({ code: "newer-backup", ending: "refused" }),
    );
  });
});
