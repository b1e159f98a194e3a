import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const init: CommandSpec = {
  name: "init",
  summary: "compute a configuration from the state; it lies between defaults and your documents",
  arguments: [{ name: "[provider]", description: "name of the provider; that of the documents when missing" }],
  options: [
    inputFile,
    {
      flags: "--state <file>",
      description: "state to compute from, in place of the build folder's; then the result is only printed",
    },
  ],
  examples: [
    "infra init -b build/demo",
    "infra init local --state state.yml",
    "infra init aws --state state.yml --json",
  ],
  action: "infra init",
};
