import type { CommandSpec } from "@lambdastack/core/cli";

export const teardown: CommandSpec = {
  name: "teardown",
  summary: "put back the package sources of every machine as they were, and stop the repository's services",
  examples: ["repo teardown -b build/demo", "repo teardown -b build/demo --limit demo-web-1"],
  action: "repo teardown",
};
