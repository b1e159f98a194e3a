import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const status: CommandSpec = {
  name: "status",
  summary: "show machines, roles and what differs from what was last applied",
  options: [inputFile],
  examples: ["lambdastack status -b build/demo", "lambdastack status -b build/demo --json"],
  action: "status",
};
