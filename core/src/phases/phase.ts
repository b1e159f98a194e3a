import type { Events } from "../events/event.ts";

/** One step of a command. The list of phases is the command's documentation. */
export interface Phase<Run> {
  /** Kebab-case, as hooks and events name it. */
  name: string;
  /** What is being done, for people: `Comparing machines`. */
  title: string;
  /** Why there is nothing to do here; undefined: run it. */
  skip?(run: Run): string | undefined;
  /** Resolves with one line on the result, for people, where there is something to say. */
  run(run: Run): Promise<string | undefined>;
}

/** Called around every phase; plugins tap them. */
export interface PhaseHooks {
  beforePhase: { promise(happening: { phase: string; title: string }): Promise<unknown> };
  afterPhase: { promise(happening: { phase: string; title: string }): Promise<unknown> };
}

export interface RunPhasesOptions<Run> {
  phases: readonly Phase<Run>[];
  run: Run;
  events: Events;
  hooks: PhaseHooks;
  /** Throws when the user has interrupted. */
  checkInterrupted(): void;
}

/** Runs phases in order; the first that throws ends the command. */
export async function runPhases<Run>({ phases, run, events, hooks, checkInterrupted }: RunPhasesOptions<Run>) {
  for (const phase of phases) {
    checkInterrupted();
    const reason = phase.skip?.(run);
    if (reason !== undefined) events.emit({ type: "phase-skipped", phase: phase.name, reason });
    else await runPhase(phase, { run, events, hooks });
  }
}

interface RunPhaseOptions<Run> {
  run: Run;
  events: Events;
  hooks: PhaseHooks;
}

async function runPhase<Run>(phase: Phase<Run>, { run, events, hooks }: RunPhaseOptions<Run>): Promise<void> {
  const { name, title } = phase;
  const started = performance.now();
  events.emit({ type: "phase-started", phase: name, title });
  try {
    await hooks.beforePhase.promise({ phase: name, title });
    const summary = await phase.run(run);
    await hooks.afterPhase.promise({ phase: name, title });
    const milliseconds = Math.round(performance.now() - started);
    events.emit({ type: "phase-finished", phase: name, milliseconds, ...(summary === undefined ? {} : { summary }) });
  } catch (error) {
    events.emit({ type: "phase-failed", phase: name, message: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}
