import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { allRoles, architectures, lockFile, mirrors } from "./options.ts";

export const prepare: CommandSpec = {
  name: "prepare",
  summary: "write scripts that download what the roles require, for a computer with internet and without this program",
  options: [
    inputFile,
    {
      flags: "--os <systems>",
      spellings: ["-os"],
      description:
        "systems (also -os), such as debian-12, ubuntu-24.04, almalinux-9, separated by commas; default those of the machines, else debian-12",
    },
    {
      flags: "-o, --output <folder>",
      description: "folder for the scripts; default repository-download",
      default: "repository-download",
    },
    lockFile,
    allRoles,
    architectures,
    mirrors,
  ],
  examples: [
    "repo prepare --os debian-12 -o download",
    "repo prepare -f input.yaml -os ubuntu-22.04,ubuntu-24.04 -o download",
  ],
  action: "repo prepare",
};
