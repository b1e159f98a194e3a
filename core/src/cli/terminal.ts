import { createInterface } from "node:readline/promises";

/** Where a command's output goes. The only file that prints. */
export interface Terminal {
  /** With `--json` standard output is kept for the one document. */
  readonly json: boolean;
  readonly color: boolean;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
  /** Where progress may be redrawn in place; missing where standard error is no terminal. */
  readonly live?: { stream: NodeJS.WriteStream };
  /** Whether a question waits for its answer. */
  readonly asking: boolean;
  readonly level: "quiet" | "info" | "debug";
  /** The command's result for people: standard output, or standard error with `--json`. */
  print(text: string): void;
  /** Progress, warnings and errors: standard error. */
  note(text: string): void;
  /** The one document of `--json`. */
  document(data: unknown): void;
  /** Calls back before anything is written, so that what is redrawn in place can make room. */
  beforeWriting(clear: () => void): void;
  /** True for `yes` or `y`; false for anything else and for an end of input. */
  confirm(question: string, signal: AbortSignal): Promise<boolean>;
}

export interface TerminalOptions {
  json: boolean;
  color: boolean;
  level: "quiet" | "info" | "debug";
}

export function createTerminal({ json, color, level }: TerminalOptions): Terminal {
  const clearings: (() => void)[] = [];
  const makeRoom = () => {
    for (const clear of clearings) clear();
  };
  const note = (text: string) => {
    makeRoom();
    process.stderr.write(`${text}\n`);
  };
  const print = (text: string) => {
    makeRoom();
    process.stdout.write(`${text}\n`);
  };
  let asking = false;
  const isLive = !json && level !== "quiet" && Boolean(process.stderr.isTTY);
  return {
    json,
    color,
    interactive: !json && Boolean(process.stdin.isTTY) && Boolean(process.stderr.isTTY),
    ...(isLive ? { live: { stream: process.stderr } } : {}),
    get asking() {
      return asking;
    },
    level,
    note,
    print: json ? note : print,
    document: (data) => void process.stdout.write(`${JSON.stringify(data, null, 2)}\n`),
    beforeWriting: (clear) => void clearings.push(clear),
    async confirm(question, signal) {
      makeRoom();
      asking = true;
      try {
        return await confirm(question, signal);
      } finally {
        asking = false;
      }
    },
  };
}

async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  try {
    const answer = await Promise.race([lines.question(question, { signal }), closed]);
    return /^(y|yes)$/i.test(answer.trim());
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}
