import type { CommandSpec } from "@lambdastack/core/cli";

export const switchTo: CommandSpec = {
  name: "switch",
  summary: "serve another release that the repository holds, such as the one before, and point the machines at it",
  options: [{ flags: "--to <release>", description: "release, as `repo status` names it", required: true }],
  examples: ["repo switch -b build/demo --to 0123456789abcdef"],
  action: "repo switch",
};
