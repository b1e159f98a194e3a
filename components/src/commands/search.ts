import type { CommandSpec } from "@lambdastack/core/cli";

export const search: CommandSpec = {
  name: "search",
  summary: "list the roles and providers whose labels satisfy an expression; with -b, which of them the cluster has",
  arguments: [{ name: "<expression>", description: "terms separated by commas; docs/search.md has the grammar" }],
  examples: ["components search kind=database", "components search 'provider in (aws, azure),version>=1.0' --json"],
  action: "components search",
};
