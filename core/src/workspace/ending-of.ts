import { exitCodeOf, exitCodes } from "../cli/exit-codes.ts";
import { StackError } from "../errors/stack-error.ts";

/** The exit code that a command ends with because of this; undefined: it ended well. */
export function endingOf(failure: unknown): number {
  if (failure === undefined) return exitCodes.done;
  return failure instanceof StackError ? exitCodeOf(failure.ending) : exitCodes.unfinished;
}
