import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFolder } from "@lambdastack/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEarlier } from "./read-earlier.ts";
import { writeRecord } from "./upgrade-record.ts";
import type { UpgradeRecord, UpgradeStep } from "./upgrade-run.ts";

const step = (machine: string, change: Partial<UpgradeStep> = {}): UpgradeStep => ({
  role: "store",
  machine,
  packages: [],
  isDone: false,
  ...change,
});
const begunAt = "2026-11-26T10:00:00Z";
const record: UpgradeRecord = {
  format: 1,
  at: begunAt,
  steps: [step("a", { begunAt, isDone: true }), step("b", { begunAt }), step("c")],
};

describe("an upgrade that is unfinished", () => {
  let folder: ReturnType<typeof buildFolder>;
  beforeEach(async () => {
    folder = buildFolder(await mkdtemp(join(tmpdir(), "read-earlier-")));
    await writeRecord(folder, record);
  });
  afterEach(() => rm(folder.root, { recursive: true }));

  const halfDone = async (anew: boolean) => {
    const { isHalfDone } = await readEarlier(folder, anew);
    return ["a", "b", "c"].filter((machine) => isHalfDone({ role: "store", machine }));
  };

  it("is gone on with", async () => {
    expect((await readEarlier(folder, false)).record).toEqual(record);
    expect(await halfDone(false)).toEqual([]);
  });

  it("is forgotten, but for the machine that it left half done", async () => {
    expect((await readEarlier(folder, true)).record).toBeUndefined();
    expect(await halfDone(true)).toEqual(["b"]);
  });

  it("is forgotten where it cannot be read", async () => {
    await writeFile(folder.upgrade, "{");

    expect(await halfDone(true)).toEqual([]);
    await expect(readEarlier(folder, false)).rejects.toMatchObject({ code: "upgrade-record-unreadable" });
  });
});
