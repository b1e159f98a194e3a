import { type SpawnOptions, spawn } from "node:child_process";
import { programFailed } from "../errors.ts";

export interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string;
  cwd?: string;
  env?: Record<string, string>;
  /** Ends the program with SIGKILL, which nothing can put off. */
  signal?: AbortSignal;
  /** Receives the lines of standard error as they come. */
  onLine?: (line: string) => void;
}

/** System programs lie in the sbin directories, which a plain user's PATH lacks. */
export const searchPath = `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`;

/** Runs a program without a shell and answers with its standard output. Throws `program-failed`. */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const outcome = await attempt(program, args, options);
  if (outcome.status === 0) return outcome.stdout;
  throw programFailed([program, ...args].join(" "), outcome.status, outcome.stderr || outcome.stdout);
}

/** The same where a failure is an answer too. A program that is not there has status 127. */
export function attempt(program: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, args, spawnOptions(options));
    const outcome: Outcome = { status: 127, stdout: "", stderr: "" };
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      outcome.stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      outcome.stderr += text;
      for (const line of text.split("\n")) if (line !== "") options.onLine?.(line);
    });
    child.stdin?.on("error", () => undefined).end(options.input ?? "");
    child.on("error", (error) => {
      // After an abort the answer is the end of the program and of all that hold its output, which follows.
      if (error.name !== "AbortError") resolve({ ...outcome, stderr: error.message });
    });
    child.on("close", (status) => resolve({ ...outcome, status: status ?? 128 }));
  });
}

function spawnOptions({ cwd, env, signal }: RunOptions): SpawnOptions {
  return {
    stdio: "pipe",
    env: { ...process.env, PATH: searchPath, LC_ALL: "C", ...env },
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { signal, killSignal: "SIGKILL" }),
  };
}
