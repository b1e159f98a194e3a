import type { CommandSpec } from "@lambdastack/core/cli";

export const template: CommandSpec = {
  name: "template",
  summary: "write commented input documents for a provider",
  options: [
    { flags: "-f, --file <file>", description: "file to write; refused where it exists", required: true },
    { flags: "-p, --provider <provider>", description: "where the machines come from", required: true },
    { flags: "--name <name>", description: "name of the cluster", default: "demo" },
    { flags: "--all", description: "also every infrastructure document with its defaults" },
  ],
  examples: ["infra template -f input.yaml -p local", "infra template -f input.yaml -p any --all"],
  action: "infra template",
};
