import type { OperatingSystem } from "../machines/machine.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import type { Session } from "../ssh/session.ts";
import { checkFailed, checkTimedOut, checkTruncated, checkUnreadable } from "./errors.ts";
import {
  lastLines,
  newMarker,
  readSections,
  type Section,
  type SectionResult,
  sectionScript,
} from "./machine-script.ts";
import type { Materialised } from "./materialise.ts";

export type Wanted = Materialised<ResourceType<never, unknown>>;

/** Seconds for the check of a whole machine. */
export const CHECK_TIME_LIMIT = 180;

/** Questions about resources: one section per type, and the way back from its answers. */
export interface Questions {
  sections: Section[];
  /** What was observed, by resource. Throws when an answer is missing, failed or unreadable. */
  read(machine: string, answers: readonly (SectionResult | undefined)[]): Map<Wanted, unknown>;
}

/** Puts the questions about many resources together, so that one program per type answers them all. */
export function askAbout(items: readonly Wanted[], os: OperatingSystem): Questions {
  const groups = [...groupByType(items)];
  const sections = groups.map(([type, group]) => ({ name: type.name, script: type.observe(propsOf(group), os) }));
  return {
    sections,
    read: (machine, answers) =>
      new Map(groups.flatMap(([type, group], index) => readGroup(machine, type, group, answers[index]))),
  };
}

/** Observes many resources in one round trip. */
export async function observe(session: Session, items: readonly Wanted[], os: OperatingSystem) {
  if (items.length === 0) return new Map<Wanted, unknown>();
  const { sections, read } = askAbout(items, os);
  const marker = newMarker();
  const script = sectionScript(sections, marker);
  const result = await session.run({ purpose: "check", script, timeLimit: CHECK_TIME_LIMIT });
  if (result.status === 124) throw checkTimedOut(session.machine, CHECK_TIME_LIMIT);
  if (result.truncated) throw checkTruncated(session.machine, sections.map(({ name }) => name).join(", "));
  return read(session.machine, readSections(result, sections, marker));
}

function groupByType(items: readonly Wanted[]): Map<Wanted["type"], Wanted[]> {
  const groups = new Map<Wanted["type"], Wanted[]>();
  for (const item of items) {
    const group = groups.get(item.type);
    if (group) group.push(item);
    else groups.set(item.type, [item]);
  }
  return groups;
}

function propsOf(group: readonly Wanted[]): never[] {
  return group.map(({ props }) => props as never);
}

function readGroup(
  machine: string,
  type: Wanted["type"],
  group: readonly Wanted[],
  answer: SectionResult | undefined,
): [Wanted, unknown][] {
  if (!answer) throw checkTruncated(machine, type.name);
  if (answer.status !== 0) throw checkFailed(machine, type.name, lastLines(answer.stderr));
  const observed = readAnswer(machine, type, group, answer);
  return group.map((item, index) => [item, observed[index]]);
}

function readAnswer(machine: string, type: Wanted["type"], group: readonly Wanted[], answer: SectionResult): unknown[] {
  let observed: unknown[];
  try {
    observed = type.read(answer.stdout, propsOf(group));
  } catch (cause) {
    throw checkUnreadable(machine, type.name, cause);
  }
  if (observed.length === group.length) return observed;
  throw checkUnreadable(machine, type.name, `${observed.length} answers to ${group.length} questions`);
}
