import { runCli } from "./run-cli.ts";

/** A program of one command; a process of its own, since a command line sets its process's exit code. */
await runCli(
  {
    name: "sample",
    summary: "A sample",
    version: "1.2.3",
    commands: [{ name: "greet", summary: "greets", examples: ["sample greet"], action: "greet" }],
    load: async () => ({
      actions: { greet: async () => ({ exitCode: 0, data: { greeting: "hello" } }) },
      renderError: (error) => ({ text: String(error), exitCode: 1, data: {} }),
    }),
  },
  process.argv.slice(2),
);
