import { acceptInfluences, type CommandSpec, inputFile, takeOver } from "@lambdastack/core/cli";

export const apply: CommandSpec = {
  name: "apply",
  summary: "make machines as their roles want them",
  options: [inputFile, takeOver, acceptInfluences],
  examples: [
    "components apply -b build/demo",
    "components apply -b build/demo --components postgresql",
    "components apply -b build/demo --components web --accept-influences",
  ],
  action: "components apply",
};
