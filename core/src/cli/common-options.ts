import type { OptionSpec } from "./command-spec.ts";

/** Flags that several commands of several packages take, in the same words everywhere. */
export const inputFile: OptionSpec = {
  flags: "-f, --file <file>",
  description: "input documents (YAML); repeatable",
  repeatable: true,
};

export const detailedExitCode: OptionSpec = {
  flags: "--detailed-exitcode",
  description: "end with 2 when something would change",
};

export const takeOver: OptionSpec = {
  flags: "--take-over",
  description: "accept machines that carry another cluster's mark, and mark them as this one's",
};

export const acceptInfluences: OptionSpec = {
  flags: "--accept-influences",
  description: "in a run narrowed by --components or --limit, also change what it influences, as the plan shows it",
};

export const acceptLoss: OptionSpec = {
  flags: "--accept-loss <machines>",
  description: "machines that may go although a role on them would lose data or quorum, separated by commas",
};
