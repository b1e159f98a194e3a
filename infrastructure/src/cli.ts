#!/usr/bin/env node
import { runCli } from "@lambdastack/core/cli";
import { infrastructureCommands } from "./commands/index.ts";

declare const PRODUCT_VERSION: string;

void runCli(
  {
    name: "infra",
    summary: "Machines for a cluster, from the provider that its documents name",
    version: PRODUCT_VERSION,
    commands: infrastructureCommands,
    load: async () => (await import("./program.ts")).program,
  },
  process.argv.slice(2),
);
