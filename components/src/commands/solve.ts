import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const solve: CommandSpec = {
  name: "solve",
  summary: "propose what some roles or components need, in the order of applying it, with reasons and alternatives",
  arguments: [{ name: "<roles...>", description: "names of roles or components" }],
  options: [inputFile],
  examples: ["components solve prometheus", "components solve postgresql haproxy -b build/demo --json"],
  action: "components solve",
};
