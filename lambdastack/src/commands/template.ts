import type { CommandSpec } from "@lambdastack/core/cli";

export const template: CommandSpec = {
  name: "template",
  summary: "write commented input documents to start from",
  options: [
    { flags: "-f, --file <file>", description: "file to write; refused where it exists", required: true },
    { flags: "-p, --provider <provider>", description: "where the machines come from", required: true },
    { flags: "--name <name>", description: "name of the cluster", default: "demo" },
    { flags: "--all", description: "also infrastructure documents and every role's configuration, external ones too" },
  ],
  examples: [
    "lambdastack template -f input.yaml -p local",
    "lambdastack template -f input.yaml -p any --all --name shop",
  ],
  action: "template",
};
