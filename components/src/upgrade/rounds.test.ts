import { describe, expect, it } from "vitest";
import { placedPackages, roundsOf } from "./rounds.ts";

const step = (name: string, afterAll?: boolean) => ({
  type: "step",
  props: { name, run: ":", ...(afterAll && { afterAll }) },
});
const pack = (name: string) => ({ type: "package", props: { name } });

describe("rounds of a task `upgrade`", () => {
  it("are cut before each step that waits for all machines", () => {
    const all = [pack("tool"), step("apply"), step("drain", true), pack("daemon"), step("resume")];

    const rounds = roundsOf(all);

    expect(rounds.map((round) => round.map(({ props }) => props.name))).toEqual([
      ["tool", "apply"],
      ["drain", "daemon", "resume"],
    ]);
    expect(rounds.map(placedPackages)).toEqual([["tool"], ["daemon"]]);
  });

  it("begin with nothing empty where the first step waits", () => {
    expect(roundsOf([step("drain", true), pack("daemon")])).toHaveLength(1);
    expect(roundsOf([])).toEqual([]);
  });
});
