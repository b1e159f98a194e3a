import { dryRun } from "@lambdastack/components/commands";
import { acceptInfluences, acceptLoss, type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { offline, signers } from "@lambdastack/repository/commands";

export const scale: CommandSpec = {
  name: "scale",
  summary: "change how many machines components have, in the documents and for real",
  arguments: [
    {
      name: "<component=count...>",
      description: "components, each with the number of machines that it is to have",
    },
  ],
  options: [
    inputFile,
    {
      flags: "--remove <machines>",
      description: "machines that go in place of those with the highest numbers, separated by commas",
    },
    offline,
    signers,
    acceptLoss,
    acceptInfluences,
    dryRun,
  ],
  examples: [
    "lambdastack scale kafka=4 -f input.yaml --dry-run",
    "lambdastack scale kafka=4 postgresql=3 -f input.yaml",
    "lambdastack scale kafka=3 -b build/demo --remove demo-kafka-1 --auto-approve",
  ],
  action: "scale",
};
