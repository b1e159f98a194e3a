import { expect, test } from "vitest";
import type { UpgradeStep } from "../upgrade-run.ts";
import { requireMigrated } from "./require-migrated.ts";

const step = (change: Partial<UpgradeStep>): UpgradeStep => ({
  role: "store",
  machine: "a",
  packages: [],
  isDone: false,
  begunAt: "2026-11-26T10:00:00Z",
  migrations: [{ name: "convert", state: "due" }],
  ...change,
});

test.each(["due", "begun"] as const)("an upgrade whose migration is %s is not forgotten", (state) => {
  const migrations = [{ name: "convert", state }];

  expect(() => requireMigrated({ steps: [step({ migrations })] }, [])).toThrow(
    expect.objectContaining({ code: "migration-unfinished", ending: "refused" }),
  );
});

test.each([
  ["nothing began", { begunAt: undefined }],
  ["it was taken back", { begunAt: undefined, rolledBackAt: "2026-11-26T10:00:00Z" }],
  ["everything is done", { isDone: true }],
  ["data are migrated", { migrations: [{ name: "convert", state: "done" as const }] }],
  ["none are", { migrations: [] }],
])("an upgrade is forgotten where %s", (_, change) => {
  expect(() => requireMigrated({ steps: [step(change)] }, [])).not.toThrow();
});

test("an upgrade is forgotten where the new plan leads over the same migration, since no package came", () => {
  const steps = [step({})];
  const onAll = [step({ migrations: [{ name: "convert", state: "due", once: true }] })];

  expect(() => requireMigrated({ steps }, [step({})])).not.toThrow();
  expect(() => requireMigrated({ steps }, [step({ machine: "b" })])).toThrow(/"convert"/);
  expect(() => requireMigrated({ steps }, [step({ role: "other" })])).toThrow(/"convert"/);
  expect(() => requireMigrated({ steps: onAll }, [step({ machine: "b" })])).not.toThrow();
});
