import { quote } from "../shell/quote.ts";
import type { AppliedMachine, AppliedResource } from "./machine-run.ts";

/** Our folder on every machine. */
export const MACHINE_FOLDER = "/var/lib/lambdastack";
export const JOURNAL_PATH = `${MACHINE_FOLDER}/journal`;

/** One line of a machine's journal: what the last run that changed the machine did, also if its client died. */
export interface JournalEntry {
  run: string;
  /** Counts the changes of the run from 1. */
  sequence: number;
  role: string;
  type: string;
  identity: string;
  /** True when the thing was not there before. */
  created: boolean;
  state: "started" | "done" | "failed";
}

/** Shell text that adds a line; the first line of a run replaces what earlier runs left. */
export function journalLine(entry: JournalEntry): string {
  const redirect = entry.sequence === 1 && entry.state === "started" ? ">" : ">>";
  return `mkdir -p ${MACHINE_FOLDER} && printf '%s\\n' ${quote(JSON.stringify(entry))} ${redirect} ${JOURNAL_PATH}`;
}

/** Lines that are no entries, such as one torn by a power cut, are passed over. */
export function parseJournal(text: string): JournalEntry[] {
  return text.split("\n").flatMap((line) => {
    const entry = parseLine(line);
    return isEntry(entry) ? [entry] : [];
  });
}

/** The change in work when the last run ended without finishing it. */
export function unfinishedEntry(journal: readonly JournalEntry[]): JournalEntry | undefined {
  const last = journal.at(-1);
  return last?.state === "started" ? last : undefined;
}

/**
 * Adds what a run created but could not record because its client died. The record of such a thing is empty until
 * the next apply that still wants it fills it in.
 */
export function mergeJournal(applied: AppliedMachine, journal: readonly JournalEntry[]): AppliedMachine {
  const missed = journal.filter((entry) => entry.created && !isGroundwork(entry) && isUnrecorded(entry, applied));
  return missed.reduce(withCreated, applied);
}

/** What no role wants, such as the repository's server, is recorded elsewhere. No role has such a name. */
const isGroundwork = ({ role }: JournalEntry): boolean => role.startsWith("(");

function isUnrecorded({ run, sequence }: JournalEntry, { journal }: AppliedMachine): boolean {
  return journal === undefined || journal.run !== run || sequence > journal.sequence;
}

function withCreated(applied: AppliedMachine, { role, type, identity }: JournalEntry): AppliedMachine {
  const section = applied.roles[role] ?? { version: "", resources: [] };
  const known = section.resources.find((one) => one.type === type && one.identity === identity);
  const merged: AppliedResource = { type, identity, record: known?.record ?? {}, created: true };
  const resources = [...section.resources.filter((one) => one !== known), merged];
  return { ...applied, roles: { ...applied.roles, [role]: { ...section, resources } } };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== "object" || value === null) return false;
  const entry = value as Partial<Record<keyof JournalEntry, unknown>>;
  const texts = [entry.run, entry.role, entry.type, entry.identity];
  return (
    texts.every((text) => typeof text === "string") &&
    Number.isSafeInteger(entry.sequence) &&
    typeof entry.created === "boolean" &&
    (entry.state === "started" || entry.state === "done" || entry.state === "failed")
  );
}
