import type { CommandSpec } from "@lambdastack/core/cli";

export const template: CommandSpec = {
  name: "template",
  summary: "write commented documents of the repository to start from",
  options: [
    { flags: "-f, --file <file>", description: "file to write; refused where it exists", required: true },
    { flags: "-p, --provider <provider>", description: "where the machines come from", default: "any" },
    { flags: "--name <name>", description: "name of the cluster", default: "demo" },
    { flags: "--all", description: "also the image registry and what is shared by all roles, with their defaults" },
  ],
  examples: ["repo template -f repository.yaml", "repo template -f repository.yaml -p local --all"],
  action: "repo template",
};
