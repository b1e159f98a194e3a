import type { CommandSpec } from "@lambdastack/core/cli";

export const metadata: CommandSpec = {
  name: "metadata",
  summary: "print a role's labels, requirements and implemented methods",
  arguments: [{ name: "<role>", description: "name of the role" }],
  examples: ["components metadata haproxy", "components metadata haproxy --json"],
  action: "components metadata",
};
