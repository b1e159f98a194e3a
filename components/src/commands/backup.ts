import { type CommandSpec, inputFile, type OptionSpec } from "@lambdastack/core/cli";

export const backupLocation: OptionSpec = {
  flags: "--location <place>",
  description:
    "where backups lie: build, repository, repository:/path or a folder; configuration/backup says it otherwise",
};

export const dryRun: OptionSpec = { flags: "--dry-run", description: "say what would be done, and do nothing" };

/** `backup` takes one; its own commands look after those that there are. */
export const backup: CommandSpec = {
  name: "backup",
  summary: "take a backup of what roles hold, while they go on working",
  options: [inputFile, backupLocation, dryRun],
  examples: [
    "components backup -b build/demo",
    "components backup -b build/demo --components postgresql --location /mnt/backups",
    "components backup -b build/demo --dry-run",
  ],
  action: "components backup",
  commands: [
    {
      name: "list",
      summary: "list the backups of a cluster, oldest first",
      options: [inputFile, backupLocation],
      examples: ["components backup list -b build/demo", "components backup list -b build/demo --json"],
      action: "components backup list",
    },
    {
      name: "verify",
      summary: "read every file of backups and compare it with what was stored",
      arguments: [{ name: "[backup...]", description: "names of backups; all when missing" }],
      options: [inputFile, backupLocation],
      examples: ["components backup verify -b build/demo"],
      action: "components backup verify",
    },
    {
      name: "prune",
      summary: "remove old backups",
      options: [
        inputFile,
        backupLocation,
        { flags: "--keep <n>", description: "the newest backups of each role that stay", required: true },
      ],
      examples: ["components backup prune -b build/demo --keep 7 --auto-approve"],
      action: "components backup prune",
    },
  ],
};
