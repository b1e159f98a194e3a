import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { backupLocation, dryRun } from "./backup.ts";

export const restore: CommandSpec = {
  name: "restore",
  summary: "put back what a backup holds, onto the same or newly made machines",
  options: [
    inputFile,
    { flags: "--at <time>", description: "latest (default), a time, or the name of a backup: the last one until then" },
    backupLocation,
    { flags: "--overwrite-newer", description: "data that changed after the backup may be lost" },
    dryRun,
  ],
  examples: [
    "components restore -b build/demo",
    "components restore -b build/demo --components postgresql --at 2026-11-26T10:00:00Z --overwrite-newer --auto-approve",
  ],
  action: "components restore",
};
