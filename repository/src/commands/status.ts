import type { CommandSpec } from "@lambdastack/core/cli";

export const status: CommandSpec = {
  name: "status",
  summary: "which machine installs from which release, and what somebody changed since",
  examples: ["repo status -b build/demo", "repo status -b build/demo --json"],
  action: "repo status",
};
