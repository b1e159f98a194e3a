import { type CommandSpec, inputFile } from "@lambdastack/core/cli";

export const destroy: CommandSpec = {
  name: "destroy",
  summary: "remove what apply created, and then the build folder but for its backups",
  options: [
    inputFile,
    { flags: "--purge", description: "also remove backups, and with provider any keys and secrets" },
  ],
  examples: ["infra destroy -b build/demo", "infra destroy -b build/demo --auto-approve --purge"],
  action: "infra destroy",
};
