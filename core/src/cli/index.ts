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
export { acceptInfluences, acceptLoss, detailedExitCode, inputFile, takeOver } from "./common-options.ts";
export { exitCodeOf, exitCodes } from "./exit-codes.ts";
export { runCli } from "./run-cli.ts";
export type { Terminal } from "./terminal.ts";
