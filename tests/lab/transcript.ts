import { wordsOf } from "../unit/docs/command-lines.ts";
import { fencesOf } from "../unit/docs/markdown-files.ts";

/** A command of a page, with what the page says that it prints and ends with. */
export interface Step {
  command: string;
  words: string[];
  /** Lines that are printed in this order, others between them. */
  lines: string[];
  status: number;
}

/** Every `$ command` of a page's blocks, its lines up to `exit <status>`; a command without that, such as `export`, is none. */
export function stepsOf(path: string, text: string): Step[] {
  const commands = fencesOf({ path, text })
    .filter(({ language }) => language === "text")
    .flatMap((fence) => fence.text.split(/^\$ /m).slice(1));
  return commands.flatMap((block) => {
    const [command = "", ...lines] = block.trimEnd().split("\n");
    const status = /^exit (\d+)$/.exec(lines.at(-1) ?? "")?.[1];
    return status === undefined
      ? []
      : [{ command, words: wordsOf(command), lines: lines.slice(0, -1), status: Number(status) }];
  });
}

/** Lines that do not come, or not in their order. A line may go on with more than is told. */
export function missingLines(expected: readonly string[], printed: string): string[] {
  const lines = printed.split("\n");
  let next = 0;
  return expected.filter((line) => {
    const found = lines.findIndex((one, index) => index >= next && one.startsWith(line));
    if (found >= 0) next = found + 1;
    return found < 0;
  });
}
