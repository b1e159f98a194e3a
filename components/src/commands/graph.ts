import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const graph: CommandSpec = {
  name: "graph",
  summary: "draw which roles of a cluster need, follow, read and influence which",
  options: [
    inputFile,
    {
      flags: "--format <format>",
      description: "what is printed",
      choices: ["mermaid", "dot", "json"],
      default: "mermaid",
    },
    { flags: "--all", description: "every role there is, and no cluster" },
  ],
  examples: ["components graph -b build/demo", "components graph --all --format dot"],
  action: "components graph",
};
