import { expect, test } from "vitest";
import type { UpgradeStep } from "./upgrade-run.ts";
import { upgradeText } from "./upgrade-text.ts";

const step = (machine: string, change: Partial<UpgradeStep>): UpgradeStep => ({
  role: "store",
  machine,
  packages: [{ name: "store", from: "3.9", to: "4.0" }],
  isDone: false,
  rollback: { isPossible: true },
  ...change,
});
const migrations = [{ name: "convert", state: "due" as const }];
const need = {
  role: "store",
  machine: "b",
  what: "memory",
  wanted: 2048,
  has: 512,
  from: "store 4",
  reason: "why",
} as const;

test("the path says what is done, what is migrated, and what becomes of a machine that fails", () => {
  const steps = [
    step("a", { isDone: true }),
    step("b", { migrations }),
    step("c", { rollback: { isPossible: false, reason: "store 3.9 can be had no more" } }),
    step("d", { rollback: undefined }),
    step("e", { migrations: [{ name: "convert", state: "begun" }] }),
  ];

  expect(upgradeText({ steps, needs: [need] }, {}).split("\n")).toEqual([
    "Upgrade:",
    "  first: a backup of roles that have one",
    "  store on b: store 3.9 -> 4.0",
    '  store on b: migrates data, "convert"',
    "  store on c: store 3.9 -> 4.0",
    "  store on d: store 3.9 -> 4.0",
    "  store on e: store 3.9 -> 4.0",
    '  store on e: migrates data, "convert"',
    "  store goes back where it fails before it migrates data: b",
    "  store does not go back where it fails (store 3.9 can be had no more): c",
    "  store does not go back where it fails (it was planned without): d",
    '  store does not go back where it fails ("convert" began to migrate its data): e',
    "  store on b: store 4 wants 2048 MiB of memory (why), there is 512 MiB of memory",
  ]);
});

test("nobody goes back where that is not wanted", () => {
  expect(
    upgradeText({ steps: [step("a", {})] }, { rollback: false, backup: false })
      .split("\n")
      .slice(1),
  ).toEqual(["  without a backup", "  store on a: store 3.9 -> 4.0", "  A machine that fails stays as it is."]);
});
