import type { Action, Difference } from "../resources/resource-type.ts";

/** Everything that happens in a run, as plain data without secrets. One line each in `runs/<id>/events.ndjson`. */
export type Happening =
  | { type: "run-started"; run: string; command: string; version: string; arguments?: string[] }
  | { type: "run-finished"; run: string; exitCode: number; milliseconds: number }
  | { type: "phase-started"; phase: string; title: string }
  | { type: "phase-finished"; phase: string; milliseconds: number; summary?: string }
  | { type: "phase-skipped"; phase: string; reason: string }
  | { type: "phase-failed"; phase: string; message: string }
  | { type: "machine-connected"; machine: string; milliseconds: number }
  | { type: "round-trip"; machine: string; purpose: string; milliseconds: number; status: number }
  | { type: "machine-failed"; machine: string; message: string }
  | { type: "infrastructure-started"; what: string; name: string; action: string }
  | { type: "infrastructure-finished"; what: string; name: string; action: string; milliseconds: number }
  | { type: "task-started"; role: string; task: string; machine: string }
  | { type: "task-finished"; role: string; task: string; machine: string; milliseconds: number; changed: number }
  | {
      type: "resource-planned";
      machine: string;
      role: string;
      resource: string;
      action: Action;
      differences: Difference[];
    }
  | { type: "resource-started"; machine: string; role: string; resource: string; action: Action }
  | {
      type: "resource-finished";
      machine: string;
      role: string;
      resource: string;
      action: Action;
      changed: boolean;
      milliseconds: number;
    }
  | { type: "resource-failed"; machine: string; role: string; resource: string; message: string; output?: string }
  | {
      type: "check-finished";
      machine: string;
      role: string;
      check: string;
      passed: boolean;
      message?: string;
      milliseconds: number;
    }
  | { type: "module-output"; module: string; command: string; stream: "stdout" | "stderr"; line: string }
  | { type: "progress"; what: string; done: number; total?: number; unit: string }
  | { type: "warning"; message: string; hint?: string }
  | { type: "note"; message: string };

/** A happening with its time (ISO 8601, UTC). */
export type Event = Happening & { at: string };

/** Receives events in order; must not throw. */
export type Sink = (event: Event) => void;

/** The one stream that progress, `--json`, the log and reports are sinks of. */
export interface Events {
  emit(happening: Happening): void;
  /** Returns the function that ends the subscription. */
  subscribe(sink: Sink): () => void;
}
