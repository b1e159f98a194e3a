import type { CommandSpec } from "@lambdastack/core/cli";
import { containerEngine } from "./container-engine.ts";

export const run: CommandSpec = {
  name: "run",
  summary: "run a command that a module in a container lists",
  arguments: [
    { name: "<module>", description: "the module, with @version where not the latest is meant" },
    { name: "<command>", description: "one of its commands" },
  ],
  options: [containerEngine],
  examples: ["components run c1 init -b build/demo", "components run c1@0.1.0 apply -b build/demo --engine docker"],
  action: "components run",
};
