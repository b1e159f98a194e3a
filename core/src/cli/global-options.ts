import type { OptionSpec } from "./command-spec.ts";

/** Flags of every command. */
export const globalOptions: readonly OptionSpec[] = [
  { flags: "-b, --build <folder>", description: "build folder; default ./build/<cluster name>" },
  {
    flags: "--plugins <folder>",
    description: "folder of further roles and providers; repeatable, trusted by being named",
    repeatable: true,
  },
  { flags: "--json", description: "print one JSON document on standard output and never ask" },
  {
    flags: "--log-level <level>",
    description: "how much is told on standard error",
    choices: ["quiet", "info", "debug"],
  },
  { flags: "--no-color", description: "no colours (also NO_COLOR)" },
  { flags: "--auto-approve", description: "do what the plan shows without asking, destroying included" },
  { flags: "--concurrency <number>", description: "machines at work at the same time (default 10)" },
  { flags: "--limit <machines>", description: "only these machines, by name, separated by commas" },
  { flags: "--components <components>", description: "only these components, separated by commas" },
];
