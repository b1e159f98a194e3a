import type { MachinePlan, PreparedMachine } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";

export interface ScaleInput {
  /** Names of machines that are to leave. */
  leaving: readonly string[];
  /** Asks what objects and says what would be done; does nothing. */
  dryRun?: boolean;
}

/** What the phases of a `scale` work on. */
export interface ScaleRun extends ComponentsRun {
  /** Set where roles had no objection. */
  asked?: readonly string[];
  /** What has to be done on machines before they go, where there is something to do. */
  drains?: readonly PreparedMachine[];
}

/** What was done, or would be done, on machines before they go. */
export interface ScaleOutcome {
  leaving: readonly string[];
  machines: readonly MachinePlan[];
  isDone: boolean;
}

export const scaleOutcome = (run: ScaleRun, { leaving, dryRun = false }: ScaleInput): ScaleOutcome => ({
  leaving,
  machines: (run.drains ?? []).map(({ plan }) => plan),
  isDone: !dryRun,
});
