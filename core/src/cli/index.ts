export { runCli } from "./run-cli.ts";
export { detailedExitCode, inputFile, takeOver } from "./common-options.ts";
export { exitCodes, exitCodeOf } from "./exit-codes.ts";
export type {
  Action,
  ArgumentSpec,
  CliSpec,
  CommandSpec,
  Invocation,
  OptionSpec,
  Outcome,
  Program,
} from "./command-spec.ts";
export type { Terminal } from "./terminal.ts";
