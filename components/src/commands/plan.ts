import { acceptInfluences, type CommandSpec, detailedExitCode, inputFile } from "@lambdastack/core/cli";
import { onComponents, oneRole } from "./one-role.ts";

export const plan: CommandSpec = {
  name: "plan",
  summary: "compare what roles want with the machines and show the difference",
  arguments: [oneRole],
  options: [inputFile, onComponents, detailedExitCode, acceptInfluences],
  examples: [
    "components plan haproxy --on web -b build/demo",
    "components plan -b build/demo",
    "components plan -b build/demo --components load_balancer",
  ],
  action: "components plan",
};
