import { acceptInfluences, type CommandSpec, inputFile, takeOver } from "@lambdastack/core/cli";
import { containerEngine } from "./container-engine.ts";
import { onComponents, oneRole } from "./one-role.ts";

export const apply: CommandSpec = {
  name: "apply",
  summary: "make machines as their roles want them",
  arguments: [oneRole],
  options: [
    inputFile,
    onComponents,
    takeOver,
    acceptInfluences,
    { flags: "--plan <plan>", description: "apply exactly this saved plan of a module" },
    containerEngine,
  ],
  examples: [
    "components apply -b build/demo",
    "components apply postgresql -b build/demo",
    "components apply haproxy --on web,api -b build/demo",
    "components apply -b build/demo --components postgresql",
    "components apply -b build/demo --components web --accept-influences",
    "components apply bmk -b build/demo --plan bmk.plan",
  ],
  action: "components apply",
};
