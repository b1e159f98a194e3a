/** How a command ends because of an error; `exit-codes.ts` of the CLI maps it to a number. */
export type Ending = "failed" | "invalid" | "refused" | "interrupted";

/** A place in a text file that a user can open. Line and column count from 1. */
export interface SourceLocation {
  file: string;
  line?: number;
  column?: number;
  /** The text of that line, printed with a caret below. */
  sourceLine?: string;
  /** Length of the underlined part in characters; 1 when missing. */
  length?: number;
}

export interface StackErrorOptions {
  /** What the user can do about it. */
  hint?: string | undefined;
  location?: SourceLocation | undefined;
  /** Default `failed`. */
  ending?: Ending;
  cause?: unknown;
  /** Every single finding, when one check gathered several. */
  problems?: readonly StackError[];
}

/**
 * The one error class for everything that is not a bug of ours. `code` is a stable kebab-case word
 * (`duplicate-role`); the message says what, which and what was received; the hint says what to do.
 */
export class StackError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly location: SourceLocation | undefined;
  readonly ending: Ending;
  readonly problems: readonly StackError[];

  constructor(code: string, message: string, options: StackErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "StackError";
    this.code = code;
    this.hint = options.hint;
    this.location = options.location;
    this.ending = options.ending ?? "failed";
    this.problems = options.problems ?? [];
  }
}

/** Throws once for all gathered problems; returns when there are none. A single one is thrown as it is. */
export function throwProblems(problems: readonly StackError[], summary: (count: number) => string): void {
  const [first, ...rest] = problems;
  if (!first) return;
  if (rest.length === 0) throw first;
  throw new StackError("several-problems", summary(problems.length), { ending: first.ending, problems });
}
