import type { DocumentText, Settings } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";

/** A way to ask, as often as it takes, what would change. */
export interface Comparison {
  /** The user's documents; none: those last applied. */
  files: readonly string[];
  settings: Settings;
  /** Compares with the machines what the documents, or these texts in their place, want. Changes nothing. */
  compare(texts?: readonly DocumentText[]): Promise<ComponentsRun>;
}
