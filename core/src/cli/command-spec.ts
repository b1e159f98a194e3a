import type { Terminal } from "./terminal.ts";

/** A flag, in commander's notation: `-f, --file <file>`. */
export interface OptionSpec {
  flags: string;
  /** Further words that mean this flag, such as `-os`, which would otherwise be `-o` with the value `s`. */
  spellings?: readonly string[];
  description: string;
  default?: string | boolean | number;
  /** May be given several times; the values become a list. */
  repeatable?: boolean;
  required?: boolean;
  choices?: readonly string[];
  /** Turns the text into a value; throws StackError for a bad one. */
  parse?: (text: string) => unknown;
}

export interface ArgumentSpec {
  /** Commander's notation: `<expression>`, `[name]`. */
  name: string;
  description: string;
}

/**
 * A command as data: flags, examples and the name of what runs. Loading it costs nothing; the code behind
 * `action` is loaded when the command runs.
 */
export interface CommandSpec {
  name: string;
  summary: string;
  arguments?: readonly ArgumentSpec[];
  options?: readonly OptionSpec[];
  /** Whole command lines, each run or parsed by a test. */
  examples?: readonly string[];
  /** Key in the program's table of actions; missing for a group. */
  action?: string;
  commands?: readonly CommandSpec[];
}

/** What an action gets from the command line. */
export interface Invocation {
  options: Readonly<Record<string, unknown>>;
  arguments: readonly string[];
  /** The words of the command, such as `infra apply`. */
  command: string;
  terminal: Terminal;
  /** Aborted at the first Ctrl-C. */
  signal: AbortSignal;
  /** Standard input. */
  input: NodeJS.ReadableStream;
  cwd: string;
  home: string;
  environment: Readonly<Record<string, string | undefined>>;
}

export interface Outcome {
  exitCode: number;
  /** The one document that `--json` prints. */
  data?: unknown;
}

export type Action = (invocation: Invocation) => Promise<Outcome>;

/** The part of a CLI that is loaded only when a command runs. */
export interface Program {
  actions: Readonly<Record<string, Action>>;
  renderError(error: unknown, options: { color: boolean }): { text: string; exitCode: number; data: unknown };
  /** What plugins threw that nobody waited for: a command that has such a fault has failed. */
  lateFaults?(): readonly unknown[];
}

export interface CliSpec {
  name: string;
  summary: string;
  version: string;
  commands: readonly CommandSpec[];
  load(): Promise<Program>;
}
