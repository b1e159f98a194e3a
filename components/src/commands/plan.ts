import { acceptInfluences, type CommandSpec, detailedExitCode, inputFile } from "@lambdastack/core/cli";
import { containerEngine } from "./container-engine.ts";

export const plan: CommandSpec = {
  name: "plan",
  summary: "compare what roles want with the machines and show the difference",
  arguments: [{ name: "[module]", description: "a module with methods of its own, in place of roles on machines" }],
  options: [
    inputFile,
    detailedExitCode,
    acceptInfluences,
    { flags: "-o, --output <plan>", description: "save the plan of a module for `apply --plan`" },
    containerEngine,
  ],
  examples: [
    "components plan -b build/demo",
    "components plan -b build/demo --components load_balancer",
    "components plan bmk -b build/demo -o bmk.plan",
  ],
  action: "components plan",
};
