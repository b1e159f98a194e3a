import { acceptLoss, type CommandSpec, inputFile, takeOver } from "@lambdastack/core/cli";

export const apply: CommandSpec = {
  name: "apply",
  summary: "create and change machines; write manifest, inventory and state",
  options: [inputFile, takeOver, acceptLoss],
  examples: ["infra apply -f input.yaml", "infra apply -b build/demo --auto-approve"],
  action: "infra apply",
};
