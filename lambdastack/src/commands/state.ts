import type { CommandSpec } from "@lambdastack/core/cli";

export const state: CommandSpec = {
  name: "state",
  summary: "look into the state and its earlier versions",
  commands: [
    {
      name: "show",
      summary: "print the state, or one module's section",
      arguments: [{ name: "[module]", description: "short label of a module" }],
      examples: ["lambdastack state show -b build/demo", "lambdastack state show haproxy -b build/demo --json"],
      action: "state show",
    },
    {
      name: "history",
      summary: "list the versions that are kept",
      examples: ["lambdastack state history -b build/demo"],
      action: "state history",
    },
    {
      name: "restore",
      summary: "make an earlier version the present one",
      arguments: [{ name: "<serial>", description: "serial of the version" }],
      examples: ["lambdastack state restore 12 -b build/demo"],
      action: "state restore",
    },
  ],
};
