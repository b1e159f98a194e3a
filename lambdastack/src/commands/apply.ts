import { acceptInfluences, acceptLoss, type CommandSpec, inputFile, takeOver } from "@lambdastack/core/cli";
import { allowRollback, offline, signers } from "@lambdastack/repository/commands";

export const apply: CommandSpec = {
  name: "apply",
  summary: "bring up or change a cluster: machines first, then their roles",
  options: [
    inputFile,
    offline,
    signers,
    allowRollback,
    { flags: "--plan <plan>", description: "apply exactly this saved plan; refused when anything has changed since" },
    { flags: "--no-infra", description: "leave machines as they are and apply roles only" },
    takeOver,
    acceptLoss,
    acceptInfluences,
  ],
  examples: [
    "lambdastack apply -f input.yaml",
    "lambdastack apply --plan change.plan",
    "lambdastack apply -b build/demo --auto-approve",
    "lambdastack apply -f input.yaml --offline downloaded",
    "lambdastack apply -f input.yaml --offline demo.lsb --signers signers",
  ],
  action: "apply",
};
