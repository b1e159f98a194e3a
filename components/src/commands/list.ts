import type { CommandSpec } from "@lambdastack/core/cli";

export const list: CommandSpec = {
  name: "list",
  summary: "list the roles that can be installed, with where each comes from",
  examples: ["components list", "components list --plugins plugins --json"],
  action: "components list",
};
