import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const audit: CommandSpec = {
  name: "audit",
  summary: "find what was changed on machines by hand; ends with 2 when there is such drift",
  options: [inputFile],
  examples: ["lambdastack audit -b build/demo", "lambdastack audit -b build/demo --components monitoring --json"],
  action: "components audit",
};
