import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isOwnFolder } from "./own-folder.ts";

/** What was worked out before, by key. Only an aid to speed: what cannot be read or written is as if it were not there. */
export interface KeptFiles {
  read(key: string): Buffer | undefined;
  write(key: string, data: Uint8Array): void;
}

const nothingKept: KeptFiles = { read: () => undefined, write: () => {} };

/** A folder of files, at most so many: the oldest make room. Nothing is kept where others could write to the folder. */
export function keptFiles(folder: string, atMost: number): KeptFiles {
  if (!isOwnFolder(folder)) return nothingKept;
  return {
    read: (key) => attempt(() => whole(readFileSync(join(folder, key)))),
    write: (key, data) => {
      attempt(() => writeWhole(join(folder, key), data));
      attempt(() => removeOldest(folder, atMost));
    },
  };
}

const checksumLength = 32;
const checksum = (data: Uint8Array): Buffer => createHash("sha256").update(data).digest();

/** Undefined for a file that was torn by a crash or changed by hand. */
function whole(content: Buffer): Buffer | undefined {
  const data = content.subarray(checksumLength);
  return checksum(data).equals(content.subarray(0, checksumLength)) ? data : undefined;
}

function writeWhole(file: string, data: Uint8Array): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, Buffer.concat([checksum(data), data]), { mode: 0o600 });
  renameSync(unfinished, file);
}

function removeOldest(folder: string, atMost: number): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  if (files.length <= atMost) return;
  const newestFirst = files.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const file of newestFirst.slice(atMost)) rmSync(file, { force: true });
}

/** A missing file, a full disk, a folder without rights: all of it costs speed only. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
