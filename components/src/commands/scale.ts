import { acceptLoss, type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { dryRun } from "./backup.ts";

export const scale: CommandSpec = {
  name: "scale",
  summary: "let machines leave what their roles are members of, before somebody takes them away",
  options: [
    inputFile,
    { flags: "--leaving <machines>", description: "machines that are to go, separated by commas", required: true },
    acceptLoss,
    dryRun,
  ],
  examples: [
    "components scale -b build/demo --leaving demo-kafka-4 --dry-run",
    "components scale -b build/demo --leaving demo-kafka-4 --auto-approve",
  ],
  action: "components scale",
};
