import { acceptLoss, type CommandSpec, inputFile, offline, takeOver } from "@lambdastack/core/cli";

export const apply: CommandSpec = {
  name: "apply",
  summary: "bring up or change a cluster: machines first, then their roles",
  options: [
    inputFile,
    { flags: "--plan <plan>", description: "apply exactly this saved plan; refused when anything has changed since" },
    { flags: "--no-infra", description: "leave machines as they are and apply roles only" },
    offline,
    takeOver,
    acceptLoss,
  ],
  examples: [
    "lambdastack apply -f input.yaml",
    "lambdastack apply --plan change.plan",
    "lambdastack apply -b build/demo --auto-approve",
    "lambdastack apply -f input.yaml --offline downloaded",
  ],
  action: "apply",
};
