import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const test: CommandSpec = {
  name: "test",
  summary: "check that everything the cluster promises works",
  options: [inputFile],
  examples: ["lambdastack test -b build/demo", "lambdastack test -b build/demo --components monitoring"],
  action: "components test",
};
