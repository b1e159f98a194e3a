import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { lockFile } from "./options.ts";

export const download: CommandSpec = {
  name: "download",
  summary: "fetch and verify everything that the lock file names; a repeat fetches only what is missing",
  options: [
    inputFile,
    lockFile,
    { flags: "-o, --output <folder>", description: "folder to fetch into", required: true },
  ],
  examples: ["repo download -f input.yaml -o downloaded", "repo download --lock repository.lock.json -o downloaded"],
  action: "repo download",
};
