import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { allRoles, architectures, lockFile, mirrors, systems } from "./options.ts";

export const lock: CommandSpec = {
  name: "lock",
  summary: "resolve what the roles require to exact versions, sizes and hashes; write the lock file",
  options: [
    inputFile,
    lockFile,
    allRoles,
    systems,
    architectures,
    mirrors,
    {
      flags: "--profile <what>",
      description: "what machines are taken to have: nothing (empty), or what those of the cluster report (machines)",
      choices: ["empty", "machines"],
      default: "empty",
    },
    { flags: "--on <machine>", description: "machine of the cluster to resolve on; default this computer" },
    { flags: "--check", description: "change nothing; end with 2 when requirements changed or something is missing" },
    {
      flags: "--update <package>",
      description: "change only this package, and what its new version needs, in the lock that is there; repeatable",
      repeatable: true,
    },
  ],
  examples: [
    "repo lock -f input.yaml",
    "repo lock -f input.yaml --check",
    "repo lock -f input.yaml --update haproxy",
    "repo lock -b build/demo --profile machines --on demo-repository-1",
    "repo lock --all --os debian-12,ubuntu-22.04",
  ],
  action: "repo lock",
};
