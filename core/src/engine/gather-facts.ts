import type { Facts, OperatingSystem } from "../machines/machine.ts";
import { familyOfId } from "../machines/operating-systems.ts";
import { type RepositoryFacts, readRepositoryFacts, repositorySection } from "../repository-file/repository-facts.ts";
import type { Session } from "../ssh/session.ts";
import { checkFailed, checkTimedOut, checkTruncated, factsUnreadable, unsupportedSystem } from "./errors.ts";
import { JOURNAL_PATH, type JournalEntry, parseJournal } from "./journal.ts";
import { lastLines, newMarker, readSections, type Section, sectionScript } from "./machine-script.ts";
import { OWNERSHIP_MARK } from "./ownership.ts";

export interface GatheredFacts {
  facts: Facts;
  /** What the last run that changed the machine left behind. */
  journal: JournalEntry[];
  /** What it has to do with a repository. */
  repository: RepositoryFacts;
}

const TIME_LIMIT = 30;

/** Of a machine that is a container, what its control group (version 2 or 1) leaves of the computer's memory. */
const MEMORY = `memory=$(sed -n 's/^MemTotal: *\\([0-9]*\\) kB$/\\1/p' /proc/meminfo)
for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
  limit=$(cat "$file" 2>/dev/null) || continue
  case $limit in '' | *[!0-9]*) continue ;; esac
  [ "$((limit / 1024))" -ge "$memory" ] || memory=$((limit / 1024))
done
echo "$memory"`;

/** What every run must know of a machine. */
export const basicSections: readonly Section[] = [
  { name: "system", script: "cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release" },
  { name: "architecture", script: "uname -m" },
  { name: "hostname", script: "uname -n" },
  { name: "memory", script: MEMORY },
  { name: "processors", script: "nproc" },
  { name: "clock", script: "date +%s.%N" },
  { name: "lineage", script: `cat ${OWNERSHIP_MARK} 2>/dev/null || :` },
];

const SECTIONS: readonly Section[] = [
  ...basicSections,
  repositorySection,
  { name: "journal", script: `tail -n 10000 ${JOURNAL_PATH} 2>/dev/null || :` },
];

/**
 * Reads what a run must know of a machine, in one round trip. `now` is the controller's clock in milliseconds.
 * Throws `unsupported-system` (refused) for an operating system that is none of ours.
 */
export async function gatherFacts(session: Session, now: () => number): Promise<GatheredFacts> {
  const before = now();
  const answer = await askSections(session, SECTIONS);
  const facts = basicFacts(session.machine, answer, (before + now()) / 2);
  const repository = readRepositoryFacts(answer("repository"));
  return { facts, journal: parseJournal(answer("journal")), repository };
}

/** What a machine answered, by the name of the section. */
export type Answers = (section: string) => string;

/** `middle` is the controller's clock in milliseconds when the machine was asked. */
export function basicFacts(machine: string, answer: Answers, middle: number): Facts {
  const lineage = answer("lineage").trim();
  return {
    os: operatingSystem(machine, answer("system"), answer("architecture").trim()),
    hostname: answer("hostname").trim(),
    memory: positive(machine, "memory", answer("memory")) * 1024,
    processors: positive(machine, "processors", answer("processors")),
    timeSkew: Math.round(positive(machine, "clock", answer("clock")) - middle / 1000),
    ...(lineage === "" ? {} : { lineage }),
  };
}

/** Asks everything in one round trip. */
export async function askSections(session: Session, sections: readonly Section[]): Promise<Answers> {
  const marker = newMarker();
  const script = sectionScript(sections, marker);
  const result = await session.run({ purpose: "facts", script, timeLimit: TIME_LIMIT });
  const answers = readSections(result, sections, marker);
  const missing = sections[answers.length];
  if (missing && result.status === 124) throw checkTimedOut(session.machine, TIME_LIMIT);
  if (missing || result.truncated) throw checkTruncated(session.machine, missing?.name ?? "facts");
  const failed = answers.find(({ status }) => status !== 0);
  if (failed) throw checkFailed(session.machine, failed.name, lastLines(failed.stderr));
  const texts = new Map(answers.map(({ name, stdout }) => [name, stdout]));
  return (name) => texts.get(name) ?? "";
}

function operatingSystem(machine: string, release: string, architecture: string): OperatingSystem {
  const fields = parseRelease(release);
  const id = fields.get("ID") ?? "";
  const family = familyOfId(id);
  if (family === undefined) throw unsupportedSystem(machine, id);
  const version = fields.get("VERSION_ID") ?? "";
  return { id, version, codename: fields.get("VERSION_CODENAME") ?? "", family, architecture };
}

/** Lines of `KEY=value` as a shell would assign them (os-release(5)). */
function parseRelease(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, key, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
    if (key !== undefined && value !== undefined) fields.set(key, unquoted(value));
  }
  return fields;
}

function unquoted(value: string): string {
  const [, , inner = value] = /^(["'])(.*)\1$/.exec(value) ?? [];
  return inner.replace(/\\(["'$`\\])/g, "$1");
}

function positive(machine: string, fact: string, text: string): number {
  const number = Number(text.trim());
  if (!(number > 0)) throw factsUnreadable(machine, fact, text);
  return number;
}
