/** How far a role or module can be relied on, each level with all before it. */
export const levels = ["valid", "idempotent", "honest", "auditable", "recoverable"] as const;
export type Level = (typeof levels)[number];
/** Those that are only found out by applying it. */
export type AppliedLevel = Exclude<Level, "valid">;

/** `not applicable`: nobody can judge it, for the reason that is given; `not reached`: not asked after a level that was missed. */
export type Outcome = "reached" | "missed" | "not applicable" | "not reached";

/** What one level came to. */
export interface Judgement {
  outcome: Outcome;
  /** Sentences: what is wrong, or why it was not judged. */
  problems: readonly string[];
  /** Single rules, where the level has some. */
  rules?: readonly Rule[];
  /** What does not count against the role, a sentence each. */
  warnings?: readonly string[];
}

export interface Rule {
  rule: string;
  promise: string;
  problems: readonly string[];
}

/** What was found on one level. */
export interface LevelResult extends Judgement {
  level: Level;
  milliseconds: number;
}

/** What `plugin verify` found. */
export interface Verification {
  /** Name of the role, or of what the modules are in. */
  role: string;
  folder: string;
  /** The highest level that was reached with all before it; undefined: none. */
  reached: Level | undefined;
  levels: readonly LevelResult[];
}

/** What each level says of a role or module that reaches it. */
export const promises: Readonly<Record<Level, string>> = {
  valid: "keeps to the contract",
  idempotent: "changes nothing when it is applied a second time",
  honest: "changes what the plan said, and nothing else",
  auditable: "finds what somebody changed by hand, and puts it right",
  recoverable: "gives the data back from a backup",
};

/** What is to be found out beside the level valid, to stop at a level. */
export const levelsAbove = (upTo: Level): AppliedLevel[] =>
  levels.slice(1, levels.indexOf(upTo) + 1).filter((level) => level !== "valid");

export const judged = (problems: readonly string[]): Judgement => ({
  outcome: problems.length === 0 ? "reached" : "missed",
  problems,
});

export const notApplicable = (reason: string): Judgement => ({ outcome: "not applicable", problems: [reason] });

/** The levels as a whole: those in a row from the first count. */
export function verificationOf(role: string, folder: string, results: readonly LevelResult[]): Verification {
  const end = results.findIndex(({ outcome }) => outcome !== "reached");
  const reached = (end === -1 ? results : results.slice(0, end)).at(-1)?.level;
  return { role, folder, reached, levels: results };
}
