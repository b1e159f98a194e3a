import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const validate: CommandSpec = {
  name: "validate",
  summary: "check documents without touching a machine; needs no root and no network",
  options: [
    { ...inputFile, required: true },
    { flags: "-o, --output <file>", description: "write the resolved manifest" },
  ],
  examples: ["lambdastack validate -f input.yaml", "lambdastack validate -f input.yaml -o manifest.yml"],
  action: "validate",
};
