import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const test: CommandSpec = {
  name: "test",
  summary: "check what the roles provide: packages, services, ports, health, a round trip",
  options: [
    inputFile,
    { flags: "--include <roles>", description: "only these roles, separated by commas" },
    { flags: "--exclude <roles>", description: "all but these roles, separated by commas" },
    { flags: "--junit <file>", description: "also write the results as JUnit's XML" },
  ],
  examples: [
    "components test -b build/demo",
    "components test -b build/demo --components monitoring",
    "components test -b build/demo --exclude node-exporter --junit results.xml",
  ],
  action: "components test",
};
