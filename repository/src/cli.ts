#!/usr/bin/env node
import { runCli } from "@lambdastack/core/cli";
import { repositoryCommands } from "./commands/index.ts";

declare const PRODUCT_VERSION: string;

void runCli(
  {
    name: "repo",
    summary: "Packages, files and images for machines that have no internet",
    version: PRODUCT_VERSION,
    commands: repositoryCommands,
    load: async () => (await import("./program.ts")).program,
  },
  process.argv.slice(2),
);
