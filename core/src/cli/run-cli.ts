import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CommanderError } from "commander";
import { keepCompiledCode } from "../caches/compiled-code.ts";
import { userDirectories } from "../product/user-directories.ts";
import { buildProgram, type Chosen } from "./build-program.ts";
import type { CliSpec, Program } from "./command-spec.ts";
import { exitCodes } from "./exit-codes.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/**
 * Runs one command line to its end and sets the process's exit code. A process that ends before the last line
 * here (a plugin that calls exit, a promise that never settles) ends with 70.
 */
export async function runCli(cli: CliSpec, words: readonly string[]): Promise<void> {
  process.exitCode = exitCodes.unfinished;
  const guard = guardEnd(cli.name);
  let exitCode: number = exitCodes.unfinished;
  const program = buildProgram(cli, async (chosen) => {
    exitCode = await runAction(cli, chosen);
  });
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    exitCode = endOfUsage(error, words);
  }
  guard.finished(exitCode);
}

/**
 * Commander has told people what was wrong by then; help and version are no errors. Its flags were not understood, so
 * `--json` is looked for among the words.
 */
function endOfUsage(error: unknown, words: readonly string[]): number {
  if (!(error instanceof CommanderError)) throw error;
  if (error.exitCode === 0) return exitCodes.done;
  if (asksForJson(words)) createTerminal({ json: true, color: false, level: "quiet" }).document(usageError(error));
  return exitCodes.invalid;
}

/** What stands behind `--` is an argument. */
function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return (end === -1 ? words : words.slice(0, end)).includes("--json");
}

/** Commander puts its suggestion on a line of its own, in brackets; a missing command is asked for by its help. */
function usageError({ code, message }: CommanderError): object {
  const [text = "", ...suggestion] = message.replace(/^error: /, "").split("\n");
  const hint = suggestion.join(" ").replace(/^\((.*)\)$/, "$1");
  return {
    error: {
      code: "usage",
      message: code === "commander.help" ? "a command is missing" : text,
      ...(hint === "" ? {} : { hint }),
    },
  };
}

async function runAction(cli: CliSpec, chosen: Parameters<Chosen>[0]): Promise<number> {
  const terminal = terminalOf(chosen.options);
  const interrupt = listenForInterrupt(terminal);
  startFast();
  const program = await cli.load();
  try {
    const outcome = await action(
      program,
      chosen.spec.action,
    )({
      options: chosen.options,
      arguments: chosen.arguments,
      command: chosen.words,
      terminal,
      signal: interrupt.signal,
      input: process.stdin,
      cwd: process.cwd(),
      home: process.env.HOME ?? process.cwd(),
      environment: process.env,
    });
    const [fault] = program.lateFaults?.() ?? [];
    if (fault !== undefined) return reportError(program, fault, terminal);
    reportAtExit(program, terminal);
    if (terminal.json && outcome.data !== undefined) terminal.document(outcome.data);
    return outcome.exitCode;
  } catch (error) {
    return reportError(program, error, terminal);
  } finally {
    interrupt.close();
  }
}

/** From the sources there is nothing that was compiled before. */
function startFast(): void {
  const file = fileURLToPath(import.meta.url);
  if (!file.endsWith(".cjs")) return;
  const { cache } = userDirectories(homedir(), process.env);
  keepCompiledCode(join(cache, "code"), [dirname(file), resolve(dirname(file), "../../core/dist")]);
}

function action(program: Program, name: string | undefined) {
  const found = name === undefined ? undefined : program.actions[name];
  if (!found) throw new Error(`No action ${name}`);
  return found;
}

function reportError(program: Program, error: unknown, terminal: Terminal): number {
  const { text, exitCode, data } = program.renderError(error, { color: terminal.color });
  terminal.note(text);
  if (terminal.json) terminal.document(data);
  return exitCode;
}

/** A timer of a plugin may still go off when the command has ended. */
function reportAtExit(program: Program, terminal: Terminal): void {
  process.once("exit", () => {
    const [fault] = program.lateFaults?.() ?? [];
    if (fault === undefined) return;
    const { text, exitCode } = program.renderError(fault, { color: terminal.color });
    terminal.note(text);
    process.exitCode = exitCode;
  });
}

function terminalOf(options: Record<string, unknown>): Terminal {
  const level = options.logLevel === "quiet" || options.logLevel === "debug" ? options.logLevel : "info";
  const color = options.color !== false && !process.env.NO_COLOR && Boolean(process.stderr.isTTY);
  return createTerminal({ json: options.json === true, color, level });
}

/** The first Ctrl-C (or a request to end) asks for a clean end, the second ends at once. */
function listenForInterrupt(terminal: Terminal) {
  const controller = new AbortController();
  const interrupted = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    terminal.note("\nEnding after the step in work. Press Ctrl-C again to end at once.");
    controller.abort();
  };
  process.on("SIGINT", interrupted);
  process.on("SIGTERM", interrupted);
  process.on("SIGHUP", interrupted);
  const close = () => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(signal, interrupted);
  };
  return { signal: controller.signal, close };
}

/** Says so when the process ends although no command has ended. */
function guardEnd(name: string) {
  let finished = false;
  process.on("exit", () => {
    if (finished || process.exitCode === exitCodes.interrupted) return;
    process.exitCode = exitCodes.unfinished;
    process.stderr.write(`${name}: ended without finishing (exit code 70). Something ended the process early.\n`);
  });
  process.stdout.on("error", ignoreClosedPipe);
  return {
    finished(exitCode: number) {
      finished = true;
      process.exitCode = exitCode;
    },
  };
}

/** `lambdastack … | head` closes our standard output; that is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
