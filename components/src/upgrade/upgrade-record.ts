import { readFile, rm } from "node:fs/promises";
import { type BuildFolder, writeFileAtomic } from "@lambdastack/core";
import { recordUnreadable } from "./errors.ts";
import { remaining, type UpgradeRecord, type UpgradeStep } from "./upgrade-run.ts";

/** What an earlier run left unfinished; undefined where there is nothing. Throws `upgrade-record-unreadable` (invalid). */
export async function readRecord({ upgrade: file }: BuildFolder): Promise<UpgradeRecord | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const record = parsed(text);
  if (record?.format !== 1 || !Array.isArray(record.steps)) throw recordUnreadable(file);
  return record;
}

/** Keeps what is under way; nothing is kept once every step is done. */
export async function writeRecord({ upgrade: file }: BuildFolder, record: UpgradeRecord): Promise<void> {
  if (remaining(record).length === 0) await rm(file, { force: true });
  else await writeFileAtomic(file, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** The record with one step done. */
export const withDone = (record: UpgradeRecord, done: UpgradeStep): UpgradeRecord =>
  changeStep(record, done, { isDone: true, rolledBackAt: undefined });

/** The record with something else about one step. */
export const changeStep = (
  record: UpgradeRecord,
  changed: UpgradeStep,
  change: Partial<UpgradeStep>,
): UpgradeRecord => ({
  ...record,
  steps: record.steps.map((step) => (isSameStep(step, changed) ? { ...step, ...change } : step)),
});

type PlacedStep = Pick<UpgradeStep, "role" | "machine" | "packages" | "round">;

/** What else is known of it changes while it is done. */
export const isSameStep = (one: PlacedStep, other: PlacedStep): boolean =>
  one.role === other.role &&
  one.machine === other.machine &&
  one.round === other.round &&
  JSON.stringify(one.packages) === JSON.stringify(other.packages);

function parsed(text: string): UpgradeRecord | undefined {
  try {
    return JSON.parse(text) as UpgradeRecord;
  } catch {
    return undefined;
  }
}
