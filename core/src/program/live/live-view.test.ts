import { describe, expect, it } from "vitest";
import type { Event, Happening } from "../../events/event.ts";
import { follow, type LiveView, liveLines, nothingGoesOn } from "./live-view.ts";

const at = (seconds: number, happening: Happening): Event => ({
  ...happening,
  at: new Date(seconds * 1000).toISOString(),
});

const started = at(0, { type: "phase-started", phase: "apply-roles", title: "Applying roles" });

function after(...events: Event[]): { view: LiveView; lines: string[] } {
  let view = nothingGoesOn;
  const lines: string[] = [];
  for (const event of events) {
    const next = follow(view, event);
    view = next.view;
    if (next.line !== undefined) lines.push(next.line);
  }
  return { view, lines };
}

const shown = (view: LiveView, width = 80) => liveLines(view, { now: 20_000, width });

describe("live view", () => {
  it("shows the phase and what each machine is at, with how long it takes", () => {
    const { view } = after(
      started,
      at(5, { type: "task-started", role: "postgresql", task: "apply", machine: "db-1" }),
      at(8, {
        type: "resource-started",
        machine: "db-1",
        role: "postgresql",
        resource: "package:postgresql-15",
        action: "create",
      }),
      at(9, { type: "task-started", role: "haproxy", task: "apply", machine: "balancer-1" }),
    );

    expect(shown(view)).toEqual([
      "Applying roles … 20 s",
      "  db-1        postgresql create package:postgresql-15  12 s",
      "  balancer-1  haproxy  11 s",
    ]);
  });

  it("leaves a line for a machine that was changed and none for one that was not", () => {
    const { view, lines } = after(
      started,
      at(1, { type: "task-started", role: "web", task: "apply", machine: "a" }),
      at(1, { type: "task-started", role: "web", task: "apply", machine: "b" }),
      at(2, { type: "task-finished", role: "web", task: "apply", machine: "a", milliseconds: 1000, changed: 2 }),
      at(2, { type: "task-finished", role: "web", task: "apply", machine: "b", milliseconds: 1000, changed: 0 }),
    );

    expect(lines).toEqual(["a: web apply finished in 1.00 s, 2 changed"]);
    expect(shown(view)).toEqual(["Applying roles … 20 s"]);
  });

  it("says what a phase came to, and shows nothing between phases", () => {
    const { view, lines } = after(
      started,
      at(3, { type: "phase-finished", phase: "apply-roles", milliseconds: 3000, summary: "2 changed" }),
    );

    expect(lines).toEqual(["Applying roles: 2 changed (3.0 s)"]);
    expect(shown(view)).toEqual([]);
  });

  it("keeps failures, warnings and notes", () => {
    const { lines } = after(
      started,
      at(1, { type: "machine-failed", machine: "a", message: "no answer" }),
      at(1, { type: "resource-failed", machine: "b", role: "r", resource: "file:/x", message: "disk full" }),
      at(1, { type: "warning", message: "old" }),
      at(1, { type: "note", message: "said" }),
      at(1, { type: "check-finished", machine: "b", role: "r", check: "c", passed: false, milliseconds: 1 }),
      at(1, { type: "check-finished", machine: "b", role: "r", check: "d", passed: true, milliseconds: 1 }),
    );

    expect(lines).toHaveLength(5);
  });

  it("cuts lines to the terminal, counts machines beyond twelve, and lets nothing steer the terminal", () => {
    const machines = Array.from({ length: 15 }, (_, index) =>
      at(1, { type: "task-started", role: "role\u001b[2J", task: "apply", machine: `machine-${index}` } as const),
    );

    const lines = shown(after(started, ...machines).view, 24);

    expect(lines.at(-1)).toBe("  and 3 more");
    expect(lines.every((line) => line.length < 24)).toBe(true);
    expect(lines.join("")).not.toContain("\u001b");
  });

  it("shows the newest count of something long", () => {
    const { view } = after(started, at(1, { type: "progress", what: "image", done: 3, total: 9, unit: "steps" }));

    expect(shown(view)).toContain("  image: 3 of 9 steps");
  });
});
