import type { CommandSpec } from "@lambdastack/core/cli";
import { signers } from "./options.ts";

export const verify: CommandSpec = {
  name: "verify",
  summary: "check a bundle's signature and the hash of every member, without unpacking it",
  arguments: [{ name: "<bundle>", description: "file that `repo export` wrote" }],
  options: [signers],
  examples: ["repo verify demo.lsb --signers signers", "repo verify demo.lsb -b build/demo"],
  action: "repo verify",
};
