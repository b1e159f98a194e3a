import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { allRoles, architectures, lockFile, mirrors, systems } from "./options.ts";

export const lock: CommandSpec = {
  name: "lock",
  summary: "resolve what the roles require to exact versions, sizes and hashes; write the lock file",
  options: [inputFile, lockFile, allRoles, systems, architectures, mirrors],
  examples: ["repo lock -f input.yaml", "repo lock --all --os debian-12,ubuntu-22.04"],
  action: "repo lock",
};
