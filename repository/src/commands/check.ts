import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { allRoles, architectures, lockFile, signers, systems } from "./options.ts";

export const check: CommandSpec = {
  name: "check",
  summary:
    "name everything that an installation would miss, and the role that needs it; end with 1 if there is anything",
  options: [
    inputFile,
    lockFile,
    { flags: "--offline <path>", description: "downloaded folder or bundle to look into; else the lock file alone" },
    signers,
    systems,
    architectures,
    allRoles,
  ],
  examples: [
    "repo check -f input.yaml",
    "repo check -f input.yaml --offline downloaded",
    "repo check -f input.yaml --offline demo.lsb --signers signers",
  ],
  action: "repo check",
};
