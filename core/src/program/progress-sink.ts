import type { Terminal } from "../cli/terminal.ts";
import { describeEvent } from "../events/describe-event.ts";
import type { Event, Sink } from "../events/event.ts";
import { type Canvas, liveSink } from "./live/live-sink.ts";

/** What plain lines tell without `--log-level debug`. */
const told: ReadonlySet<Event["type"]> = new Set([
  "phase-started",
  "phase-failed",
  "infrastructure-finished",
  "resource-finished",
  "resource-failed",
  "check-finished",
  "module-output",
  "progress",
  "warning",
  "note",
  "machine-failed",
]);

/** Redrawn in place on a terminal, plain lines elsewhere and with `--log-level debug`. */
export function progressSink(terminal: Terminal): Sink {
  if (!terminal.live || terminal.level === "debug") return plainSink(terminal);
  const { stream } = terminal.live;
  return liveSink(terminal, { canvas: canvasOn(stream), width: () => stream.columns });
}

/** Loaded beside the work; until then nothing is drawn. */
function canvasOn(stream: NodeJS.WriteStream): Canvas {
  let update: Canvas | undefined;
  void import("log-update").then(({ createLogUpdate }) => {
    update = createLogUpdate(stream);
  });
  return Object.assign((text: string) => update?.(text), { clear: () => update?.clear() });
}

/** A line of standard error for each event that is told. */
export function plainSink(terminal: Terminal): Sink {
  return (event) => {
    if (terminal.level !== "debug" && !told.has(event.type)) return;
    const line = describeEvent(event);
    if (line !== undefined) terminal.note(line);
  };
}
