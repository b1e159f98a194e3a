import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pid } from "node:process";
import { createRedactor } from "@lambdastack/core";

/** Everything that Terraform prints, without secrets. */
export interface OutputLog {
  /** Where it lies; another place once the first one was full. */
  path(): string;
  write(line: string): void;
  close(): void;
}

/**
 * Opens a log of its own for one call. A full file system must not lose the state, which Terraform prints where it
 * cannot save it: the log goes on in the folder for temporary files.
 */
export function openOutputLog(file: string, sensitive: readonly string[]): OutputLog {
  const redactor = createRedactor(sensitive);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let path = file;
  let descriptor = openSync(path, "a", 0o600);
  return {
    path: () => path,
    write(line) {
      const text = `${redactor.redact(line)}\n`;
      try {
        writeAll(descriptor, text);
      } catch (error) {
        if (path !== file) throw error;
        path = join(tmpdir(), `lambdastack-terraform-${pid}-${Date.now()}.log`);
        closeSync(descriptor);
        descriptor = openSync(path, "wx", 0o600);
        writeAll(descriptor, text);
      }
    },
    close: () => closeSync(descriptor),
  };
}

/** A write may be short without an error. */
function writeAll(descriptor: number, text: string): void {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) bytes = bytes.subarray(writeSync(descriptor, bytes));
}
