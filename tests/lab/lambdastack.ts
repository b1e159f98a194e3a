import { spawn } from "node:child_process";
import { join, resolve } from "node:path";

export const checkout = resolve(import.meta.dirname, "../..");

export interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  pid: number;
  ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a built command line as a process of its own. `npm run build` comes first. */
export function start(
  command: "lambdastack" | "infrastructure" | "repository" | "components",
  words: readonly string[],
  cwd: string,
) {
  const child = spawn(process.execPath, [join(checkout, command, "dist/cli.cjs"), ...words], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((done, failed) => {
    child.on("error", failed);
    child.on("close", (status, signal) => done({ status, signal, stdout, stderr }));
  });
  return { pid: child.pid ?? 0, ended, kill: (signal) => child.kill(signal) } satisfies Started;
}

/** Runs `lambdastack` with the sample plugins to its end. */
export const lambdastack = (words: readonly string[], cwd: string): Promise<Ended> =>
  start("lambdastack", ["--plugins", join(checkout, "plugins"), ...words], cwd).ended;

/** What somebody at a terminal types once a question is on the screen. */
export interface Answer {
  to: string;
  text: string;
}

/**
 * Runs `lambdastack` on a pseudo-terminal, that of util-linux's `script`, and resolves with all that came to the screen.
 * Answers are given one after the other.
 */
export function onTerminal(words: readonly string[], cwd: string, answers: readonly Answer[] = []): Promise<string> {
  const open = [...answers];
  const command = [process.execPath, join(checkout, "lambdastack/dist/cli.cjs"), ...words].join(" ");
  return new Promise((resolve, reject) => {
    const child = spawn("script", ["-qec", `stty rows 40 cols 120; ${command}`, "/dev/null"], {
      cwd,
      stdio: ["pipe", "pipe", "inherit"],
    });
    let screen = "";
    child.stdout.on("data", (chunk) => {
      screen += chunk;
      const [next] = open;
      if (next === undefined || !screen.includes(next.to)) return;
      child.stdin.write(`${next.text}\n`);
      open.shift();
    });
    if (answers.length === 0) child.stdin.end();
    child.on("error", reject);
    child.on("close", () => resolve(screen));
  });
}
