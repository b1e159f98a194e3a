import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const destroy: CommandSpec = {
  name: "destroy",
  summary: "remove the cluster's machines, and then the build folder but for its backups",
  options: [
    inputFile,
    { flags: "--purge", description: "also remove backups, and with provider any keys and secrets" },
  ],
  examples: ["lambdastack destroy -b build/demo", "lambdastack destroy -b build/demo --auto-approve"],
  action: "destroy",
};
