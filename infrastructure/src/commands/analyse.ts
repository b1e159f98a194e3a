import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const analyse: CommandSpec = {
  name: "analyse",
  summary: "describe existing machines; write manifest and inventory, change no machine",
  options: [inputFile],
  examples: ["infra analyse -f input.yaml", "infra analyse -f input.yaml --json"],
  action: "infra analyse",
};
