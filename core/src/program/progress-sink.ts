import type { Terminal } from "../cli/terminal.ts";
import { describeEvent } from "../events/describe-event.ts";
import type { Event, Sink } from "../events/event.ts";

/** What is told without `--log-level debug`. */
const told: ReadonlySet<Event["type"]> = new Set([
  "phase-started",
  "phase-failed",
  "infrastructure-finished",
  "resource-finished",
  "resource-failed",
  "check-finished",
  "progress",
  "warning",
  "note",
  "machine-failed",
]);

/** Plain lines on standard error. */
export function progressSink(terminal: Terminal): Sink {
  return (event) => {
    if (terminal.level !== "debug" && !told.has(event.type)) return;
    const line = describeEvent(event);
    if (line !== undefined) terminal.note(line);
  };
}
