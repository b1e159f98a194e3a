import { describe, expect, it } from "vitest";
import type { BackupSet } from "./backup-set.ts";
import { setFor, surplus, timeOf } from "./known-sets.ts";

const set = (day: number, ...roles: string[]): BackupSet => ({
  format: 1,
  id: `202611${day}T100000Z-abcdef`,
  cluster: "demo",
  lineage: "",
  at: `2026-11-${day}T10:00:00Z`,
  version: "2.0.0",
  location: { type: "build" },
  modules: {},
  files: roles.map((role) => ({ machine: "a", role, name: "x", path: "x", bytes: 1, sha256: "", asOf: 0 })),
});
const sets = [set(10, "etcd"), set(11, "etcd", "postgresql"), set(12, "postgresql")];

describe("the backup that a role is restored from", () => {
  it.each([
    ["latest", "20261111T100000Z-abcdef"],
    ["2026-11-11T09:59:59Z", "20261110T100000Z-abcdef"],
    ["20261111-100000", "20261111T100000Z-abcdef"],
    ["20261110T100000Z-abcdef", "20261110T100000Z-abcdef"],
  ])("at %s is the last one with the role until then", (at, id) => {
    expect(setFor("etcd", at, sets).id).toBe(id);
  });

  it("is refused where there is none until then, or none of that name with the role", () => {
    for (const at of ["2026-11-09", "20261112T100000Z-abcdef"])
      expect(() => setFor("etcd", at, sets)).toThrow(expect.objectContaining({ code: "no-backup", ending: "refused" }));
  });

  it("is not looked for at what is no time", () => {
    for (const text of ["yesterday", "2026", "2026-13-01", ""])
      expect(() => timeOf(text)).toThrow(expect.objectContaining({ code: "not-a-time", ending: "invalid" }));
  });
});

describe("backups that go", () => {
  it("are those that are among the newest of no role in them", () => {
    expect(surplus(sets, 1).map(({ id }) => id)).toEqual(["20261110T100000Z-abcdef"]);
    expect(surplus(sets, 2)).toEqual([]);
  });
});
