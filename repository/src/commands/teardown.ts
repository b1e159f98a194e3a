import type { CommandSpec } from "@lambdastack/core/cli";

export const teardown: CommandSpec = {
  name: "teardown",
  summary: "give every machine its own package sources back, byte for byte, and end the repository's service",
  examples: ["repo teardown -b build/demo"],
  action: "repo teardown",
};
