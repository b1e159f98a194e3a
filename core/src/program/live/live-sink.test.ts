import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Terminal } from "../../cli/terminal.ts";
import type { Event, Happening } from "../../events/event.ts";
import { liveSink } from "./live-sink.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A screen as a person sees it: what stays, and what is drawn below. */
function screen() {
  const stays: string[] = [];
  let drawn = "";
  let clear = () => {};
  const terminal = {
    asking: false,
    note: (text: string) => {
      clear();
      stays.push(text);
    },
    beforeWriting: (callback: () => void) => {
      clear = callback;
    },
  };
  const canvas = Object.assign(
    (text: string) => {
      drawn = text;
    },
    {
      clear: () => {
        drawn = "";
      },
    },
  );
  const sink = liveSink(terminal as unknown as Terminal, { canvas, now: () => 4000, width: () => 80 });
  const tell = (happening: Happening) => sink({ ...happening, at: new Date(0).toISOString() } as Event);
  return { terminal, stays, drawn: () => drawn, tell };
}

const begin: Happening = { type: "phase-started", phase: "apply-roles", title: "Applying roles" };
const end: Happening = { type: "phase-finished", phase: "apply-roles", milliseconds: 5 };

describe("live sink", () => {
  it("draws while a phase is in work and leaves nothing of it behind", () => {
    const { tell, drawn, stays } = screen();

    tell(begin);
    vi.advanceTimersByTime(100);
    const during = drawn();
    tell(end);
    vi.advanceTimersByTime(1000);

    expect(during).toBe("Applying roles … 4.0 s");
    expect(drawn()).toBe("");
    expect(stays).toEqual(["Applying roles (0.0 s)"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("makes room for a line that stays, and draws again below it", () => {
    const { tell, drawn, stays } = screen();
    tell(begin);
    vi.advanceTimersByTime(100);

    tell({ type: "warning", message: "old key" });
    const rightAfter = drawn();
    vi.advanceTimersByTime(100);

    expect(rightAfter).toBe("");
    expect(stays).toEqual(["warning: old key"]);
    expect(drawn()).toContain("Applying roles");
  });

  it("does not draw below a question", () => {
    const { tell, drawn, terminal } = screen();
    tell(begin);
    terminal.asking = true;

    vi.advanceTimersByTime(1000);

    expect(drawn()).toBe("");
  });
});
