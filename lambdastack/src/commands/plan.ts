import { acceptInfluences, acceptLoss, type CommandSpec, detailedExitCode, inputFile } from "@lambdastack/core/cli";
import { allowRollback, offline, signers } from "@lambdastack/repository/commands";

export const plan: CommandSpec = {
  name: "plan",
  summary: "show everything that apply would do, to the line of a file",
  options: [
    inputFile,
    offline,
    signers,
    allowRollback,
    detailedExitCode,
    acceptLoss,
    acceptInfluences,
    { flags: "-o, --output <plan>", description: "save the plan for `apply --plan`" },
  ],
  examples: [
    "lambdastack plan -f input.yaml",
    "lambdastack plan -f input.yaml -o change.plan",
    "lambdastack plan -b build/demo --detailed-exitcode",
    "lambdastack plan -b build/demo --components web --accept-influences",
  ],
  action: "plan",
};
