import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { containerEngine } from "./container-engine.ts";

export const audit: CommandSpec = {
  name: "audit",
  summary: "find what was changed on machines by hand; ends with 2 when there is such drift",
  arguments: [{ name: "[module]", description: "a module with methods of its own, in place of roles on machines" }],
  options: [
    inputFile,
    containerEngine,
    {
      flags: "--to <version>",
      description: "say what an upgrade of the roles' products would make of changes by hand, instead",
    },
    { flags: "--adopt", description: "write what was changed by hand into the documents named with -f, once approved" },
  ],
  examples: [
    "components audit -b build/demo",
    "components audit -b build/demo --components monitoring --json",
    "components audit azi -b build/demo",
    "components audit -f input.yaml --adopt",
    "components audit -b build/demo --components postgresql --to 17",
  ],
  action: "components audit",
};
