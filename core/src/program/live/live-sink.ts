import type { Terminal } from "../../cli/terminal.ts";
import type { Sink } from "../../events/event.ts";
import { follow, liveLines, nothingGoesOn } from "./live-view.ts";

/** Milliseconds between two drawings. */
const pace = 100;

/** Where lines are redrawn in place; log-update is one. */
export interface Canvas {
  (text: string): void;
  clear(): void;
}

export interface LiveSinkOptions {
  canvas: Canvas;
  now?: () => number;
  /** Columns of the terminal. */
  width: () => number;
}

/**
 * Redraws what goes on below the lines that stay. It draws between the first and the last event of a phase only, and
 * never below a question; whatever else is written clears it first.
 */
export function liveSink(terminal: Terminal, { canvas, now = Date.now, width }: LiveSinkOptions): Sink {
  let view = nothingGoesOn;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    if (terminal.asking) return;
    canvas(liveLines(view, { now: now(), width: width() }).join("\n"));
  };
  const rest = () => {
    clearInterval(timer);
    timer = undefined;
    canvas.clear();
  };
  terminal.beforeWriting(() => canvas.clear());
  return (event) => {
    const next = follow(view, event);
    view = next.view;
    if (view.phase && !timer) timer = setInterval(draw, pace).unref();
    if (!view.phase && timer) rest();
    if (next.line !== undefined) terminal.note(next.line);
  };
}
