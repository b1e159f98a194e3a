import type { CommandSpec } from "@lambdastack/core/cli";

export const plugin: CommandSpec = {
  name: "plugin",
  summary: "look at the plugin directories in use",
  commands: [
    {
      name: "list",
      summary: "list roles and providers with where each comes from, broken ones included",
      examples: ["lambdastack plugin list --plugins plugins"],
      action: "plugin list",
    },
  ],
};
