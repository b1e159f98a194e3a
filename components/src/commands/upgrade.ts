import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { dryRun } from "./backup.ts";

export const upgrade: CommandSpec = {
  name: "upgrade",
  summary: "bring the packages of roles to the versions that their sources offer, one machine after another",
  options: [
    inputFile,
    { flags: "--to <version>", description: "a version, or how it begins; packages without such a version stay" },
    { flags: "--no-backup", description: "take no backup before anything changes" },
    {
      flags: "--no-rollback",
      description: "leave a machine that fails as it is, in place of bringing its former packages back",
    },
    { flags: "--anew", description: "plan anew in place of going on with the upgrade that stopped" },
    dryRun,
  ],
  examples: [
    "components upgrade -b build/demo --dry-run",
    "components upgrade -b build/demo --components postgresql --no-backup",
    "components upgrade -b build/demo --components rabbitmq --to 3.12",
  ],
  action: "components upgrade",
};
