import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { containerEngine } from "./container-engine.ts";

export const audit: CommandSpec = {
  name: "audit",
  summary: "say what is not as a module knows it; ends with 2 where something is",
  arguments: [
    { name: "<module>", description: "a module with methods of its own, with :version where it has several" },
  ],
  options: [inputFile, containerEngine],
  examples: ["components audit azi -b build/demo", "components audit azi -b build/demo --json"],
  action: "components audit",
};
