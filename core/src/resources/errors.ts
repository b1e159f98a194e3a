import { StackError } from "../errors/stack-error.ts";
import type { FileKind } from "../shell/file-facts.ts";

const KINDS: Record<FileKind, string> = {
  nothing: "nothing",
  file: "a regular file",
  directory: "a directory",
  link: "a symbolic link",
  other: "a special file",
};

export function occupiedPath(type: string, path: string, found: FileKind) {
  return new StackError("occupied-path", `${type}:${path} cannot be made: ${KINDS[found]} stands there.`, {
    ending: "refused",
    hint:
      found === "link"
        ? "Name the file that the link points to, or remove the link first (link with ensure: absent)."
        : "Remove it or choose another path.",
  });
}

export function brokenPattern(path: string, pattern: string) {
  return new StackError(
    "broken-pattern",
    `line:${path} has a match that is no extended regular expression: ${pattern}`,
    {
      ending: "invalid",
      hint: "Try it with: grep -E",
    },
  );
}

export function unreadableCheck(type: string, received: string) {
  return new StackError(
    "unreadable-check",
    `The check of ${type} resources answered with ${JSON.stringify(received.slice(0, 200))}.`,
    {
      hint: "Is the machine running systemd, and is its disk readable?",
    },
  );
}

export function protectedDirectory(path: string) {
  return new StackError(
    "protected-directory",
    `directory:${path} is not removed: it belongs to the operating system.`,
    {
      ending: "refused",
      hint: "Name a directory further down.",
    },
  );
}
