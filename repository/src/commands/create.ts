import { type CommandSpec, inputFile, offline } from "@lambdastack/core/cli";

export const create: CommandSpec = {
  name: "create",
  summary: "fill the repository machine, serve a release and point all machines at it",
  options: [inputFile, offline],
  examples: ["repo create -b build/demo", "repo create -b build/demo --offline downloaded"],
  action: "repo create",
};
