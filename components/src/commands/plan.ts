import { acceptInfluences, type CommandSpec, detailedExitCode, inputFile } from "@lambdastack/core/cli";
import { containerEngine } from "./container-engine.ts";
import { onComponents, oneRole } from "./one-role.ts";

export const plan: CommandSpec = {
  name: "plan",
  summary: "compare what roles want with the machines and show the difference",
  arguments: [oneRole],
  options: [
    inputFile,
    onComponents,
    detailedExitCode,
    acceptInfluences,
    { flags: "-o, --output <plan>", description: "save the plan of a module for `apply --plan`" },
    containerEngine,
  ],
  examples: [
    "components plan haproxy --on web -b build/demo",
    "components plan -b build/demo",
    "components plan -b build/demo --components load_balancer",
    "components plan bmk -b build/demo -o bmk.plan",
  ],
  action: "components plan",
};
