import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { secretNotAFile } from "./errors.ts";

/** The text of a plain file; undefined where there is none. Throws `secret-not-a-file` for a link or directory. */
export function readSecretFile(path: string): string | undefined {
  const descriptor = openPlain(path);
  if (descriptor === undefined) return undefined;
  try {
    if (!fstatSync(descriptor).isFile()) throw secretNotAFile(path);
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

/** `O_NONBLOCK`: a named pipe in its place must not stop the run. */
function openPlain(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code === "ELOOP") throw secretNotAFile(path);
    throw error;
  }
}
