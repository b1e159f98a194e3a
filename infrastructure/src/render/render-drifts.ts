import type { Drift } from "@lambdastack/core";

/** What an audit found, for people: a line per finding, sorted by what happened. */
export function renderDrifts(drifts: readonly Drift[], machines: number): string {
  if (drifts.length === 0) return `No drift: documents, state and ${machines} machines agree.`;
  const lines = drifts.map(({ drift, what, name, detail }) => {
    const told = detail === undefined ? "" : `: ${detail.replaceAll("\n", "\n    ")}`;
    return `  ${drift.padEnd(11)} ${what} ${name}${told}`;
  });
  return [`${drifts.length} ${drifts.length === 1 ? "difference" : "differences"}:`, ...lines].join("\n");
}
