import type { PreparedMachine, RoleManifest } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import type { UpgradeStep } from "../upgrade-run.ts";
import { findWaysBack } from "./find-ways-back.ts";

const step = (machine: string, from: string, to: string): UpgradeStep => ({
  role: "store",
  machine,
  packages: [{ name: "store", from, to }],
  isDone: false,
});

interface Given {
  rollback?: RoleManifest["rollback"];
  /** What a machine says cannot be had any more. */
  missing?: string;
  status?: number;
  family?: "debian" | "rhel";
}

function prepared({ rollback, missing = "", status = 0, family = "debian" }: Given) {
  const asked: string[] = [];
  const machine = (name: string) => ({
    plan: { machine: name },
    run: {
      facts: { os: { family } },
      session: {
        run: async ({ script }: { script: string }) => {
          asked.push(`${name}: ${/set -- (.*)/.exec(script)?.[1]}`);
          return { status, stdout: missing, stderr: "unmet dependencies", milliseconds: 1 };
        },
      },
    },
  });
  const machines = ["a", "b"].map(machine) as unknown as PreparedMachine[];
  const allMachines = [{ name: "a" }, { name: "b" }] as never;
  return { asked, machines, allMachines, roles: new Map([["store", { manifest: { rollback } }]]) as never };
}

const ways = async (given: ReturnType<typeof prepared>, steps: readonly UpgradeStep[]) =>
  (await findWaysBack(given, steps)).map(({ rollback }) => rollback);

describe("the ways back of an upgrade", () => {
  const steps = [step("a", "1.0", "1.1"), step("b", "1.0", "1.1"), step("a", "1.1", "1.2"), step("b", "1.1", "1.2")];

  it("are asked of machines for what runs now alone: later versions are offered", async () => {
    const given = prepared({ rollback: { within: "any" } });

    expect(await ways(given, steps)).toEqual(steps.map(() => ({ isPossible: true })));
    expect(given.asked.sort()).toEqual(["a: 'store=1.1'", "b: 'store=1.1'"]);
  });

  it("are none for the first step where what runs can be had no more", async () => {
    const given = prepared({ rollback: { within: "any" }, missing: "store 1.0\nlibstore 7\n" });

    const reason = "store 1.0 and libstore 7 can be had no more";
    expect(await ways(given, steps.slice(0, 3))).toEqual([
      { isPossible: false, reason },
      { isPossible: false, reason },
      { isPossible: true },
    ]);
  });

  it("are none where the machine cannot tell", async () => {
    expect(await ways(prepared({ rollback: { within: "any" }, status: 1 }), steps.slice(0, 1))).toEqual([
      {
        isPossible: false,
        reason: "what an upgrade of store on a would replace could not be told: unmet dependencies",
      },
    ]);
    const [way] = await ways(prepared({ rollback: { within: "any" }, family: "rhel" }), steps.slice(0, 1));
    expect(way?.reason).toContain("nothing is known of earlier packages of the rhel family");
  });

  it("are none to what a forgotten upgrade left half done", async () => {
    const found = await findWaysBack(
      prepared({ rollback: { within: "any" } }),
      steps.slice(0, 2),
      (step) => step.machine === "b",
    );

    expect(found.map(({ rollback }) => rollback?.isPossible)).toEqual([true, false]);
  });

  it("ask no machine where the role cannot go back", async () => {
    const given = prepared({});

    expect((await ways(given, steps)).map((way) => way?.isPossible)).toEqual(steps.map(() => false));
    expect(given.asked).toEqual([]);
  });
});
