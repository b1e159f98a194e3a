import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { containerEngine } from "./container-engine.ts";

export const init: CommandSpec = {
  name: "init",
  summary: "compute a configuration from the state; it lies between defaults and your documents",
  arguments: [
    {
      name: "<module>",
      description: "a role, or a module with methods of its own, with @version where it has several",
    },
  ],
  options: [
    inputFile,
    {
      flags: "--state <file>",
      description: "state to compute from, in place of the build folder's; then the result is only printed",
    },
    containerEngine,
  ],
  examples: [
    "components init prometheus -b build/demo",
    "components init prometheus --state state.yml --json",
    "components init azi@0.1.0 -b build/demo --engine docker",
  ],
  action: "components init",
};
