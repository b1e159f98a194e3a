import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const test: CommandSpec = {
  name: "test",
  summary: "check what the roles provide: packages, services, ports, health, a round trip",
  options: [inputFile],
  examples: ["components test -b build/demo", "components test -b build/demo --components monitoring --json"],
  action: "components test",
};
