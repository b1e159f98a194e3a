import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check } from "../checks/check.ts";
import type { CheckType } from "../checks/check-type.ts";
import { localSession } from "./fixtures/local-session.ts";
import { resource, temporaryFolder } from "./fixtures/machine-run.ts";
import { recordedEvents } from "./fixtures/recorded-events.ts";
import { runChecks } from "./run-checks.ts";

function checksRun(resources: readonly ReturnType<typeof resource>[], session = localSession(temporaryFolder())) {
  return {
    session,
    roles: [{ role: "web", resources }],
    types: new Map([["check", check as CheckType<never>]]),
    secrets: { read: (name: string) => (name === "p" ? "hunter2hunter2" : undefined) },
    outputs: { read: () => undefined, write: async () => undefined },
    events: recordedEvents(),
    signal: new AbortController().signal,
  };
}

const password = { $tag: "secret", name: "p" } as const;

describe("runChecks", () => {
  it("tells what passed and why the rest did not, without secrets", async () => {
    const run = checksRun([
      resource("check", { name: "good", run: "echo fine", contains: "fine", within: 1 }),
      resource("check", { name: "bad", run: 'echo "refused $P" >&2; exit 4', environment: { P: password }, within: 1 }),
    ]);

    const results = await runChecks(run);

    expect(results).toMatchObject([
      { machine: "m-1", role: "web", check: "check:good", passed: true },
      { check: "check:bad", passed: false, message: expect.stringContaining("refused (sensitive)") },
    ]);
    expect(run.events.ofType("check-finished")).toMatchObject([{ passed: true }, { passed: false }]);
    expect(JSON.stringify([results, run.events.happenings])).not.toContain("hunter2");
  });

  it("counts a check that took too long as failed", async () => {
    const session = localSession(temporaryFolder(), (result) => ({
      ...result,
      status: 124,
      stdout: "",
      stderr: "still waiting",
    }));

    const results = await runChecks(checksRun([resource("check", { name: "slow", run: "true" })], session));

    expect(results).toMatchObject([
      { passed: false, message: expect.stringMatching(/^took longer than \d+ seconds: still waiting$/) },
    ]);
  });

  it("throws when the machine cannot be reached", async () => {
    const session = localSession(join(temporaryFolder()), () => {
      throw new Error("connection lost");
    });

    await expect(runChecks(checksRun([resource("check", { name: "x", run: "true" })], session))).rejects.toThrow(
      "connection lost",
    );
  });

  it("throws for an invalid check before any is run", async () => {
    const run = checksRun([resource("check", { name: "x", run: "true" }), resource("check", { name: "y" })]);

    await expect(runChecks(run)).rejects.toMatchObject({ code: "invalid-resource" });
    expect(run.session.steps).toEqual([]);
  });

  it("throws for a secret that does not exist", async () => {
    const run = checksRun([
      resource("check", { name: "x", run: "true", environment: { P: { $tag: "secret", name: "none" } } }),
    ]);

    await expect(runChecks(run)).rejects.toMatchObject({ code: "value-still-unknown" });
  });
});
