import { describeEvent, printable } from "../../events/describe-event.ts";
import type { Event } from "../../events/event.ts";

/** What is going on right now, as the events tell it. */
export interface LiveView {
  phase?: { title: string; since: number };
  /** What is in work, by machine or by name, in the order in which it began. */
  working: ReadonlyMap<string, { what: string; since: number }>;
  /** The newest count of something long: an image, a download, Terraform's resources. */
  progress?: string;
}

export const nothingGoesOn: LiveView = { working: new Map() };

/** The view after an event, and the line that stays on the terminal for it. */
export function follow(view: LiveView, event: Event): { view: LiveView; line?: string } {
  const now = Date.parse(event.at);
  switch (event.type) {
    case "phase-started":
      return { view: { ...nothingGoesOn, phase: { title: event.title, since: now } } };
    case "phase-finished":
      return { view: nothingGoesOn, ...finishedPhase(view, event) };
    case "infrastructure-started":
      return { view: begun(view, event.name, { what: `${event.action} ${event.what}`, since: now }) };
    case "task-started":
      return { view: begun(view, event.machine, { what: event.role, since: now }) };
    case "resource-started":
      return {
        view: begun(view, event.machine, { what: `${event.role} ${event.action} ${event.resource}`, since: now }),
      };
    case "task-finished":
      return { view: ended(view, event.machine), ...(event.changed > 0 ? { line: describeEvent(event) } : {}) };
    case "infrastructure-finished":
      return { view: ended(view, event.name), line: describeEvent(event) };
    case "machine-failed":
      return { view: ended(view, event.machine), line: describeEvent(event) };
    case "progress":
      return { view: { ...view, progress: describeEvent(event) } };
    case "check-finished":
      return event.passed ? { view } : { view, line: describeEvent(event) };
    case "phase-failed":
      // what failed is told by the error that ends the command
      return { view: nothingGoesOn, ...(view.phase ? { line: `${printable(view.phase.title)}: failed` } : {}) };
    case "module-output":
    case "resource-failed":
    case "warning":
    case "note":
      return { view, line: describeEvent(event) };
    default:
      return { view };
  }
}

const begun = (view: LiveView, name: string, work: { what: string; since: number }): LiveView => ({
  ...view,
  working: new Map([...view.working, [name, work]]),
});

function ended(view: LiveView, name: string): LiveView {
  const working = new Map(view.working);
  working.delete(name);
  return { ...view, working };
}

function finishedPhase({ phase }: LiveView, event: Extract<Event, { type: "phase-finished" }>): { line?: string } {
  if (!phase) return {};
  const summary = event.summary === undefined ? "" : `: ${event.summary}`;
  return { line: printable(`${phase.title}${summary} (${seconds(event.milliseconds)})`) };
}

/** Machines in work that are shown; of the others the number. */
const shownMachines = 12;

/** The lines to show, each cut to the width of the terminal. */
export function liveLines(view: LiveView, { now, width }: { now: number; width: number }): string[] {
  if (!view.phase) return [];
  const names = [...view.working.keys()].slice(0, shownMachines);
  const column = Math.max(0, ...names.map((name) => name.length));
  const machines = names.map((name) => {
    const { what, since } = view.working.get(name) as { what: string; since: number };
    return `  ${name.padEnd(column)}  ${what}  ${seconds(now - since)}`;
  });
  const hidden = view.working.size - names.length;
  const lines = [
    `${view.phase.title} … ${seconds(now - view.phase.since)}`,
    ...machines,
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
    ...(view.progress === undefined ? [] : [`  ${view.progress}`]),
  ];
  return lines.map((line) => cut(printable(line).replaceAll("\n", " "), width));
}

function cut(line: string, width: number): string {
  return line.length < width ? line : `${line.slice(0, Math.max(0, width - 2))}…`;
}

const seconds = (milliseconds: number): string =>
  `${Math.max(0, milliseconds / 1000).toFixed(milliseconds < 9950 ? 1 : 0)} s`;
