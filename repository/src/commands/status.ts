import type { CommandSpec } from "@lambdastack/core/cli";

export const status: CommandSpec = {
  name: "status",
  summary: "tell of each machine whether it is pointed at the repository, at which release, and what was changed since",
  examples: ["repo status -b build/demo", "repo status -b build/demo --json"],
  action: "repo status",
};
