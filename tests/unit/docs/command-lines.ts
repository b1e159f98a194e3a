import { buildProgram } from "../../../core/src/cli/build-program.ts";
import { programs } from "../../../scripts/docs/command-pages.ts";

/** Why a command line would not be understood; undefined where it is. */
export async function usageProblem(
  [program, ...words]: readonly string[],
  isWhole = true,
): Promise<string | undefined> {
  const found = programs.find(({ name }) => name === program);
  if (!found) return `there is no program ${program}`;
  try {
    await parse(found, words);
  } catch (error) {
    const { code, exitCode, message } = error as { code?: string; exitCode?: number; message: string };
    if (!code?.startsWith("commander.")) throw error;
    return exitCode === 0 || (!isWhole && partial.has(code)) ? undefined : message;
  }
}

/** What a mention in passing may leave out. */
const partial = new Set([
  "commander.missingArgument",
  "commander.missingMandatoryOptionValue",
  "commander.optionMissingArgument",
  "commander.help",
]);

async function parse({ name, commands }: (typeof programs)[number], words: readonly string[]): Promise<void> {
  const cli = { name, summary: "", version: "0", commands, load: () => Promise.reject(new Error("never loaded")) };
  const command = buildProgram(cli, () => Promise.resolve());
  silence(command);
  await command.parseAsync([...words], { from: "user" });
}

function silence(command: ReturnType<typeof buildProgram>): void {
  command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  for (const child of command.commands) silence(child as ReturnType<typeof buildProgram>);
}

const isProgram = (word: string): boolean => programs.some(({ name }) => name === word);

/** The command lines of our programs in a shell example: without prompts, comments, pipes and what comes before the program. */
export function commandLinesOf(shell: string): string[][] {
  return shell
    .replaceAll(/\\\n/g, " ")
    .split(/\n|&&|\||;/)
    .map((line) => wordsOf(line.replace(/(?:^|\s)#.*$/, "")))
    .map((words) => words.slice(leading(words)))
    .filter(([program]) => program !== undefined && isProgram(program));
}

/** `npx`, `sudo`, `NAME=value` before the program. */
function leading(words: readonly string[]): number {
  const count = words.findIndex((word) => !/^(?:npx|sudo|\$|[A-Z_]+=.*)$/.test(word));
  return count < 0 ? words.length : count;
}

/** Words up to a redirection; quotes hold a word together. */
export function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replaceAll(/["']/g, ""));
  const end = words.findIndex((word) => /^\d?[<>]/.test(word));
  return end < 0 ? words : words.slice(0, end);
}
