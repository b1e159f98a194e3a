import { type LevelResult, type Outcome, promises, type Verification } from "../level.ts";

const marks: Readonly<Record<Outcome, string>> = {
  reached: "✓",
  missed: "✗",
  "not applicable": "-",
  "not reached": "-",
};

/** A verification for people: a line per level, with what is wrong below it. */
export function textReport({ role, levels, reached }: Verification): string {
  const ending = reached === undefined ? `${role} is not valid.` : `${role} is ${reached}.`;
  return [...levels.flatMap(linesOf), "", ending].join("\n");
}

const isJudged = (outcome: Outcome): boolean => outcome === "reached" || outcome === "missed";

const linesOf = ({ level, outcome, problems, warnings = [] }: LevelResult): string[] => [
  `${marks[outcome]} ${level.padEnd(12)} ${promises[level]}${isJudged(outcome) ? "" : ` (${outcome})`}`,
  ...problems.map((problem) => `    ${problem}`),
  ...warnings.map((warning) => `    Warning: ${warning}`),
];
