import type { Readable } from "node:stream";

export interface StoredFile {
  bytes: number;
  sha256: string;
}

/** Where sets lie. What is written of a set is invisible until it is committed; nothing is held in memory. */
export interface BackupStore {
  /** For people. */
  place: string;
  /** Adds a file to an unfinished set. Throws where it cannot be stored whole. */
  write(set: string, path: string, content: Readable): Promise<void>;
  /** Puts the manifest into the set and makes it a finished one, at once. */
  commit(set: string, manifest: string): Promise<void>;
  /** Size and hash of each stored file as it lies there now; undefined for one that is missing. */
  hash(set: string, paths: readonly string[]): Promise<(StoredFile | undefined)[]>;
  /** Hands the content of a file to `take`. */
  read(set: string, path: string, take: (content: Readable) => Promise<void>): Promise<void>;
  /** Removes sets, and whatever killed runs left unfinished. */
  remove(sets: readonly string[]): Promise<void>;
}

/** End of the names of sets in the making. */
export const UNFINISHED = ".unfinished";
