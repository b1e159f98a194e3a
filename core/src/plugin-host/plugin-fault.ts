import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SourceLocation } from "../errors/stack-error.ts";

const parseError = /\n (\/.+):(\d+):(\d+)$/;
const place = /(?:\(|\s)((?:file:\/\/)?\/[^\s():]+):(\d+):(\d+)\)?$/;

/**
 * Where in a plugin something went wrong: the place of a syntax error, else the innermost line of the stack that lies
 * below `directory`, else `fallback` alone.
 */
export function faultLocation(error: unknown, directory: string, fallback: string): SourceLocation {
  const { message = "", stack = "" } = error instanceof Error ? error : {};
  const lines = stack.split("\n").map((line) => place.exec(line));
  const places = [parseError.exec(message), ...lines].flatMap((match) => (match ? [asPlace(match)] : []));
  const own = places.find(({ file }) => file.startsWith(`${directory}/`));
  return own ? withSourceLine(own) : { file: fallback };
}

interface Place {
  file: string;
  line: number;
  column: number;
}

const asPlace = ([, file = "", line, column]: RegExpExecArray): Place => ({
  file: file.startsWith("file://") ? fileURLToPath(file) : file,
  line: Number(line),
  column: Number(column),
});

function withSourceLine(found: Place): SourceLocation {
  const sourceLine = readFileSync(found.file, "utf8").split("\n")[found.line - 1];
  return sourceLine === undefined ? found : { ...found, sourceLine };
}

/** The error with what its location says already taken out of its message. */
export function withoutPlace(error: Error): Error {
  const message = error.message
    .replace(parseError, "")
    .replace(/\nRequire stack:[\s\S]*$/, "")
    .trim();
  return message === error.message ? error : new Error(message, { cause: error });
}
