/** How far a role can be relied on, each level with all before it. */
export const levels = ["valid", "idempotent", "honest", "auditable", "recoverable"] as const;
export type Level = (typeof levels)[number];

/** What was found on one level. */
export interface LevelResult {
  level: Level;
  outcome: "reached" | "missed" | "not reached";
  /** Sentences: what is wrong, or why it was not asked. */
  problems: readonly string[];
  /** Single rules, where the level has some. */
  rules?: readonly { rule: string; promise: string; problems: readonly string[] }[];
  /** What does not count against the role, a sentence each. */
  warnings?: readonly string[];
  milliseconds: number;
}

/** What `plugin verify` found. */
export interface Verification {
  role: string;
  folder: string;
  /** The highest level that was reached; undefined: none. */
  reached: Level | undefined;
  levels: readonly LevelResult[];
}

/** What each level says of a role that reaches it. */
export const promises: Readonly<Record<Level, string>> = {
  valid: "keeps to the contract of roles",
  idempotent: "changes nothing when it is applied a second time",
  honest: "changes what the plan said, and nothing else",
  auditable: "finds what somebody changed on the machine, and puts it right",
  recoverable: "gives the data back from a backup",
};
