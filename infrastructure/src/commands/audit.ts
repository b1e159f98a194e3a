import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const audit: CommandSpec = {
  name: "audit",
  summary: "compare documents, state and the real machines, networks and rules; change nothing, end with 2 on drift",
  options: [inputFile],
  examples: ["infra audit -b build/demo", "infra audit -f input.yaml --json"],
  action: "infra audit",
};
