import { type CommandSpec, inputFile, takeOver } from "@lambdastack/core/cli";

export const apply: CommandSpec = {
  name: "apply",
  summary: "make machines as their roles want them",
  options: [inputFile, takeOver],
  examples: ["components apply -b build/demo", "components apply -b build/demo --components postgresql"],
  action: "components apply",
};
