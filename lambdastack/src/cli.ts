#!/usr/bin/env node
import { runCli } from "@lambdastack/core/cli";
import { lambdastackCommands } from "./commands/index.ts";

declare const PRODUCT_VERSION: string;

void runCli(
  {
    name: "lambdastack",
    summary: "One YAML file becomes a running cluster",
    version: PRODUCT_VERSION,
    commands: lambdastackCommands,
    load: async () => (await import("./program.ts")).program,
  },
  process.argv.slice(2),
);
