import { acceptLoss, type CommandSpec, detailedExitCode, inputFile } from "@lambdastack/core/cli";

export const plan: CommandSpec = {
  name: "plan",
  summary: "show which machines would be created, changed or removed",
  options: [inputFile, detailedExitCode, acceptLoss],
  examples: ["infra plan -f input.yaml", "infra plan -b build/demo --detailed-exitcode"],
  action: "infra plan",
};
