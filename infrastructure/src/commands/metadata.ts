import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const metadata: CommandSpec = {
  name: "metadata",
  summary: "print a provider's labels and implemented methods",
  arguments: [{ name: "[provider]", description: "name of the provider; that of the documents when missing" }],
  options: [inputFile],
  examples: ["infra metadata local", "infra metadata aws --json", "infra metadata -b build/demo"],
  action: "infra metadata",
};
