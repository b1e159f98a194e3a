import { closeSync, constants, openSync, writeSync } from "node:fs";

/** A private file that only grows. A killed program loses at most the line in work. */
export interface AppendFile {
  /** Never throws: a full disk must not stop a run in the middle of a machine. See `problem`. */
  append(text: string): void;
  /** The first failure; what came after it is not in the file. */
  problem(): Error | undefined;
  close(): void;
}

const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;

export function appendFile(path: string): AppendFile {
  const descriptor = openSync(path, FLAGS, 0o600);
  let problem: Error | undefined;
  let open = true;
  return {
    append(text) {
      if (problem || !open) return;
      try {
        writeWhole(descriptor, text);
      } catch (error) {
        problem = error as Error;
      }
    },
    problem: () => problem,
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}

/** The kernel may take less than it was given. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}
