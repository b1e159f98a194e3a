#!/usr/bin/env node
import { runCli } from "@lambdastack/core/cli";
import { componentsCommands } from "./commands/index.ts";

declare const PRODUCT_VERSION: string;

void runCli(
  {
    name: "components",
    summary: "Roles on the machines of a cluster",
    version: PRODUCT_VERSION,
    commands: componentsCommands,
    load: async () => (await import("./program.ts")).program,
  },
  process.argv.slice(2),
);
