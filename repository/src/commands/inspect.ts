import type { CommandSpec } from "@lambdastack/core/cli";
import { signers } from "./options.ts";

export const inspect: CommandSpec = {
  name: "inspect",
  summary: "list a bundle and say who signed it, without unpacking it",
  arguments: [{ name: "<bundle>", description: "file that `repo export` wrote" }],
  options: [signers, { flags: "--verify", description: "also hash every member" }],
  examples: ["repo inspect demo.lsb", "repo inspect demo.lsb --signers signers --verify --json"],
  action: "repo inspect",
};
