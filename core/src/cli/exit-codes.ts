import type { Ending } from "../errors/stack-error.ts";

/** What a finished process tells its caller; the table is in docs/exit-codes.md. */
export const exitCodes = Object.freeze({
  done: 0,
  failed: 1,
  /** Changes pending (`plan --detailed-exitcode`) or drift found (`audit`). */
  pending: 2,
  invalid: 3,
  refused: 4,
  /** Our own bug, or an end before the command had finished. */
  unfinished: 70,
  interrupted: 130,
});

const codeOfEnding: Record<Ending, number> = {
  failed: exitCodes.failed,
  invalid: exitCodes.invalid,
  refused: exitCodes.refused,
  interrupted: exitCodes.interrupted,
};

export const exitCodeOf = (ending: Ending): number => codeOfEnding[ending];
