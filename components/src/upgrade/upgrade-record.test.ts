import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFolder } from "@lambdastack/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeStep, readRecord, withDone, writeRecord } from "./upgrade-record.ts";
import { remaining, type UpgradeRecord } from "./upgrade-run.ts";

const step = (machine: string) => ({
  role: "store",
  machine,
  packages: [{ name: "store", from: "1", to: "2" }],
  isDone: false,
});
const record: UpgradeRecord = { format: 1, at: "2026-11-26T10:00:00Z", steps: [step("a"), step("b")] };

describe("the record of an upgrade", () => {
  let folder: ReturnType<typeof buildFolder>;
  beforeEach(async () => {
    folder = buildFolder(await mkdtemp(join(tmpdir(), "upgrade-record-")));
  });
  afterEach(() => rm(folder.root, { recursive: true }));

  it("is what it was, with what is done", async () => {
    const [first] = record.steps;
    const after = first ? withDone(record, first) : record;

    await writeRecord(folder, after);

    expect(await readRecord(folder)).toEqual(after);
    expect(remaining(after).map(({ machine }) => machine)).toEqual(["b"]);
  });

  it("says of a step that was begun that its machine may be half done", async () => {
    const [first] = record.steps;
    const begun = first ? changeStep(record, first, { begunAt: "2026-01-02T00:00:00Z" }) : record;

    await writeRecord(folder, begun);

    expect(remaining((await readRecord(folder)) ?? record).map(({ begunAt }) => begunAt !== undefined)).toEqual([
      true,
      false,
    ]);
  });

  it("is gone once everything is done", async () => {
    await writeRecord(folder, record);
    await writeRecord(folder, record.steps.reduce(withDone, record));

    expect(existsSync(folder.upgrade)).toBe(false);
    expect(await readRecord(folder)).toBeUndefined();
  });

  it.each(["{", "[]", '{"format": 2, "steps": []}', '{"format": 1}'])("is refused when it reads %s", async (text) => {
    await writeFile(folder.upgrade, text);

    await expect(readRecord(folder)).rejects.toMatchObject({ code: "upgrade-record-unreadable", ending: "invalid" });
  });
});
