import { constants } from "node:os";
import type { Options, Result } from "execa";
import { commandInterrupted, commandNotFound, commandNotStarted, commandTimedOut, outputTooLarge } from "./errors.ts";

/** A program of this computer. No shell is involved: every argument reaches it as it is. */
export interface Execution {
  /** Name found in PATH, or a path. */
  command: string;
  arguments?: readonly string[];
  /** Bytes for its standard input; empty when missing. */
  input?: string | Uint8Array;
  /** Added to our own environment; undefined takes a variable away. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Seconds. */
  timeLimit: number;
  cwd?: string;
  /** Aborted: the program is sent `stopSignal` once. */
  signal?: AbortSignal;
  /** Default `SIGTERM`; also sent when the time is up. */
  stopSignal?: "SIGTERM" | "SIGINT";
  /** Seconds between `stopSignal` and SIGKILL; default 10. False: never, for programs that must write their state. */
  killAfter?: number | false;
  /** In a process group of its own, out of reach of the terminal's Ctrl-C. */
  ownGroup?: boolean;
  /** Told each line while the program runs, without its newline. */
  onLine?: (line: string, stream: "stdout" | "stderr") => void;
}

export interface ExecutionResult {
  /** Exit status; 128 + number when a signal ended it. */
  status: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program to its end; any exit status is a result. Throws `command-not-found`, `command-not-started`,
 * `command-timed-out`, `interrupted` or `output-too-large`.
 */
export async function execute(execution: Execution): Promise<ExecutionResult> {
  const { execa } = await import("execa");
  if (execution.signal?.aborted) throw commandInterrupted(execution.command);
  const result = await execa(execution.command, execution.arguments ?? [], options(execution));
  refuse(execution, result);
  const stdout = text(result.stdout);
  return { status: statusOf(result), stdout, stderr: text(result.stderr) };
}

function options(execution: Execution): Options {
  const { input, environment, timeLimit, cwd, signal, stopSignal = "SIGTERM", killAfter = 10, onLine } = execution;
  return {
    reject: false,
    stripFinalNewline: false,
    timeout: timeLimit * 1000,
    killSignal: stopSignal,
    forceKillAfterDelay: killAfter === false ? false : killAfter * 1000,
    detached: execution.ownGroup ?? false,
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    ...(environment && { env: environment }),
    ...(cwd !== undefined && { cwd }),
    ...(signal && { cancelSignal: signal }),
    ...(onLine && { stdout: tell(onLine, "stdout"), stderr: tell(onLine, "stderr") }),
  };
}

function tell(onLine: NonNullable<Execution["onLine"]>, stream: "stdout" | "stderr") {
  return function* (line: unknown) {
    onLine(String(line), stream);
    yield line;
  };
}

function refuse({ command, timeLimit, cwd }: Execution, result: Result): void {
  if (result.timedOut) throw commandTimedOut(command, timeLimit, lastLines(result));
  if (result.isCanceled) throw commandInterrupted(command);
  if (result.isMaxBuffer) throw outputTooLarge(command);
  if (result.exitCode !== undefined || result.signal !== undefined) return;
  const isFolderWrong = cwd !== undefined && /cwd/.test(result.message ?? "");
  if (result.code === "ENOENT" && !isFolderWrong) throw commandNotFound(command);
  throw commandNotStarted(command, result.originalMessage ?? result.shortMessage ?? "unknown reason", result.cause);
}

function lastLines(result: Result): string {
  return `${text(result.stdout)}${text(result.stderr)}`.trim().split("\n").slice(-5).join("\n");
}

function statusOf({ exitCode, signal }: Result): number {
  return exitCode ?? 128 + (signal === undefined ? 0 : constants.signals[signal]);
}

function text(output: unknown): string {
  return typeof output === "string" ? output : "";
}
