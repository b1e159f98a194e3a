import { acceptInfluences, type CommandSpec, detailedExitCode, inputFile } from "@lambdastack/core/cli";

export const plan: CommandSpec = {
  name: "plan",
  summary: "compare what roles want with the machines and show the difference",
  options: [inputFile, detailedExitCode, acceptInfluences],
  examples: ["components plan -b build/demo", "components plan -b build/demo --components load_balancer"],
  action: "components plan",
};
