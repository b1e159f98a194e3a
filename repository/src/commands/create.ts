import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { allowRollback, lockFile, offline, signers } from "./options.ts";

export const create: CommandSpec = {
  name: "create",
  summary: "fill the repository machine, serve a release, and let every machine of the cluster install from it",
  options: [inputFile, offline, signers, allowRollback, lockFile],
  examples: [
    "repo create -b build/demo",
    "repo create -b build/demo --offline downloaded",
    "repo create -b build/demo --offline demo.lsb --signers signers",
  ],
  action: "repo create",
};
