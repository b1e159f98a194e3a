import {
  audit as auditMachines,
  backup as backupComponents,
  componentsCommands,
  graph as drawGraph,
  restore as restoreComponents,
  search as searchModules,
  solve as solveModules,
  test as testComponents,
  upgrade as upgradeComponents,
} from "@lambdastack/components/commands";
import type { CommandSpec } from "@lambdastack/core/cli";
import { infrastructureCommands } from "@lambdastack/infrastructure/commands";
import { repositoryCommands } from "@lambdastack/repository/commands";
import { apply } from "./apply.ts";
import { destroy } from "./destroy.ts";
import { plan } from "./plan.ts";
import { plugin } from "./plugin.ts";
import { scale } from "./scale.ts";
import { schema } from "./schema.ts";
import { secret } from "./secret.ts";
import { state } from "./state.ts";
import { status } from "./status.ts";
import { template } from "./template.ts";
import { validate } from "./validate.ts";

const infra: CommandSpec = { name: "infra", summary: "machines alone", commands: infrastructureCommands };
const repo: CommandSpec = { name: "repo", summary: "what machines install from, alone", commands: repositoryCommands };
const audit: CommandSpec = {
  ...auditMachines,
  examples: [
    "lambdastack audit -b build/demo",
    "lambdastack audit -b build/demo --components monitoring --json",
    "lambdastack audit -f input.yaml --adopt",
  ],
};
const search: CommandSpec = {
  ...searchModules,
  examples: [
    "lambdastack search kind=database",
    "lambdastack search 'kind=stream-processor,version>=1.0' -b build/demo",
  ],
};
const solve: CommandSpec = {
  ...solveModules,
  examples: ["lambdastack solve postgresql", "lambdastack solve prometheus -f input.yaml --json"],
};
const graph: CommandSpec = {
  ...drawGraph,
  examples: ["lambdastack graph -f input.yaml", "lambdastack graph --all --format dot"],
};
const test = ofLambdastack(testComponents);
const backup = ofLambdastack(backupComponents);
const restore = ofLambdastack(restoreComponents);
const upgrade: CommandSpec = {
  ...ofLambdastack(upgradeComponents),
  action: "upgrade",
  examples: [
    "lambdastack upgrade -b build/demo --dry-run",
    "lambdastack upgrade -f input.yaml",
    "lambdastack upgrade -b build/demo --components postgresql --no-backup",
    "lambdastack upgrade -b build/demo --components rabbitmq --to 3.12",
  ],
};
const components: CommandSpec = { name: "components", summary: "roles alone", commands: componentsCommands };

/** Commands of `lambdastack`, in the order of its help. */
export const lambdastackCommands: readonly CommandSpec[] = [
  template,
  validate,
  plan,
  apply,
  destroy,
  test,
  backup,
  restore,
  upgrade,
  scale,
  audit,
  status,
  state,
  secret,
  search,
  solve,
  graph,
  plugin,
  schema,
  infra,
  repo,
  components,
];

/** The same command under the whole product's name. */
function ofLambdastack(command: CommandSpec): CommandSpec {
  return {
    ...command,
    ...(command.examples && { examples: command.examples.map((line) => line.replace("components ", "lambdastack ")) }),
    ...(command.commands && { commands: command.commands.map(ofLambdastack) }),
  };
}
