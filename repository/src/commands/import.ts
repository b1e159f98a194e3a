import type { CommandSpec } from "@lambdastack/core/cli";
import { allowRollback, signers } from "./options.ts";

export const importCommand: CommandSpec = {
  name: "import",
  summary: "verify a bundle and make a folder of it that --offline takes; refused unless a trusted key signed it",
  arguments: [{ name: "<bundle>", description: "file that `repo export` wrote" }],
  options: [
    { flags: "-o, --output <folder>", description: "folder to make, or one of an earlier import", required: true },
    signers,
    allowRollback,
  ],
  examples: [
    "repo import demo.lsb -o demo --signers signers",
    "repo import update.lsb -o demo -b build/demo",
    "repo import older.lsb -o demo -b build/demo --allow-rollback",
  ],
  action: "repo import",
};
