import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { dryRun } from "./backup.ts";

export const upgrade: CommandSpec = {
  name: "upgrade",
  summary: "bring the packages of roles to the versions that their sources offer, one machine after another",
  options: [
    inputFile,
    { flags: "--no-backup", description: "take no backup before anything changes" },
    { flags: "--anew", description: "plan anew in place of going on with the upgrade that stopped" },
    dryRun,
  ],
  examples: [
    "components upgrade -b build/demo --dry-run",
    "components upgrade -b build/demo --components postgresql --no-backup",
  ],
  action: "components upgrade",
};
