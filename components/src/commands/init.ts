import type { CommandSpec } from "@lambdastack/core/cli";

export const init: CommandSpec = {
  name: "init",
  summary: "compute a role's configuration from the state; it lies between defaults and your documents",
  arguments: [{ name: "<role>", description: "name of a role" }],
  options: [
    {
      flags: "--state <file>",
      description: "state to compute from, in place of the build folder's; then the result is only printed",
    },
  ],
  examples: ["components init prometheus -b build/demo", "components init prometheus --state state.yml --json"],
  action: "components init",
};
