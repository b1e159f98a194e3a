import type { CheckResult } from "@lambdastack/core";

const headings = ["machine", "role", "check", "result", "seconds"];

/** Results of checks as a table for people; why one failed stands below its line. */
export function resultsTable(results: readonly CheckResult[]): string {
  const rows = results.map(({ machine, role, check, passed, milliseconds }) => [
    machine,
    role,
    check,
    passed ? "passed" : "FAILED",
    (milliseconds / 1000).toFixed(2),
  ]);
  const widths = headings.map((heading, column) =>
    Math.max(...[headings, ...rows].map((row) => (row[column] ?? "").length), heading.length),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const below = ({ message }: CheckResult) =>
    message === undefined ? [] : message.split("\n").map((text) => `    ${text}`);
  return [line(headings), ...results.flatMap((result, index) => [line(rows[index] ?? []), ...below(result)])].join(
    "\n",
  );
}
