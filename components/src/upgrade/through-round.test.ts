import type { Resource } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { throughRound } from "./through-round.ts";

const resource = (type: string, name: string): Resource => ({ type, props: { name } });

describe("a round of an upgrade", () => {
  const goThrough = async (round: readonly Resource[], failing?: string) => {
    const done: string[] = [];
    const noted = (kind: string) => async (given: Resource | string) => {
      const name = typeof given === "string" ? given : String(given.props.name);
      if (name === failing) throw new Error(name);
      done.push(`${kind} ${name}`);
    };
    const work = { step: noted("step"), one: noted("package"), make: noted("made") };
    const problem = await throughRound(round, work).catch((error: Error) => error.message);
    return { done, problem };
  };
  const round = [
    resource("package", "tool"),
    resource("check", "leads"),
    resource("step", "drain"),
    resource("package", "daemon"),
    resource("file", "settings"),
    resource("step", "resume"),
  ];

  it("is done in its order, without the checks that say who leads", async () => {
    const { done } = await goThrough(round);

    expect(done).toEqual(["package tool", "step drain", "package daemon", "made settings", "step resume"]);
  });

  it("ends where something fails", async () => {
    expect(await goThrough(round, "drain")).toEqual({ done: ["package tool"], problem: "drain" });
  });
});
