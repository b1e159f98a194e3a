import type { PreparedMachine } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { requireNothingLost } from "./audit-upgrade.ts";
import { lossesOf } from "./losses.ts";
import { upgradeAuditText } from "./render-upgrade-audit.ts";

const type = { name: "file", nothing: () => ({}) };

/** A machine with these resources of role db, by what is seen of each; those named would change. */
function prepared(observed: Readonly<Record<string, object>>, changing: readonly string[]): PreparedMachine {
  const compared = Object.entries(observed).map(([id, seen]) => ({ wanted: { id, type, props: {} }, observed: seen }));
  const applied = Object.keys(observed).map((id) => ({ type: "file", identity: id.slice(5), seen: "as applied" }));
  return {
    plan: {
      machine: "m-1",
      changes: changing.map((resource) => ({
        machine: "m-1",
        role: "db",
        resource,
        action: "update",
        differences: [],
      })),
      deferred: [],
    },
    compared,
    removals: [],
    ledger: { applied: { roles: { db: { resources: applied } } } },
  } as unknown as PreparedMachine;
}

const edited = { by: "hand" };
const before = [
  prepared({ "file:/a": edited, "file:/b": edited, "file:/c": edited, "file:/gone": {} }, [
    "file:/a",
    "file:/b",
    "file:/c",
    "file:/gone",
  ]),
];
const after = [prepared({ "file:/a": edited, "file:/c": edited, "file:/gone": {} }, ["file:/a", "file:/gone"])];

describe("lossesOf", () => {
  it("tells what is changed back, made again and left behind from what holds", () => {
    const losses = lossesOf(before, after, new Set(["db"]));

    expect(losses.map((loss) => [loss.resource, loss.class, loss.fate])).toEqual([
      ["file:/a", "manual", "overwritten"],
      ["file:/b", "manual", "left behind"],
      ["file:/gone", "missing", "overwritten"],
    ]);
    const text = upgradeAuditText({ to: "17", roles: [{ role: "db", name: "default", version: "15" }], losses });
    expect(text).toBe(`db 15 to 17: would be lost
  m-1: file:/a (db), changed by hand: overwritten
  m-1: file:/b (db), changed by hand: left behind
  m-1: file:/gone (db), removed by hand: made again
`);
  });

  it("is about the roles that are upgraded alone", () => {
    expect(lossesOf(before, after, new Set(["web"]))).toEqual([]);
  });
});

describe("requireNothingLost", () => {
  it("refuses an upgrade that would lose something, and no other", () => {
    const audit = { to: "17", roles: [], losses: lossesOf(before, after, new Set(["db"])) };

    expect(() => requireNothingLost(audit)).toThrow(
      expect.objectContaining({ code: "changed-by-hand", ending: "refused" }),
    );
    expect(() => requireNothingLost({ ...audit, losses: [] })).not.toThrow();
  });
});
