import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const analyse: CommandSpec = {
  name: "analyse",
  summary: "describe existing machines; write manifest and inventory, change no machine",
  options: [
    inputFile,
    {
      flags: "--tag <value>",
      description: "value of the tag `lambdastack` in the cloud, where the build folder does not know it",
    },
  ],
  examples: [
    "infra analyse -f input.yaml",
    "infra analyse -f input.yaml --json",
    "infra analyse -f input.yaml --tag 3f1c9a4be7d20658",
  ],
  action: "infra analyse",
};
