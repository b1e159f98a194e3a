import { readFile } from "node:fs/promises";
import { stateFileUnreadable } from "./errors.ts";
import type { State } from "./state.ts";
import { parseState } from "./state-text.ts";

/** A state that the user names (`--state FILE`). Throws `state-file-unreadable` (invalid), and refuses what is no state. */
export async function readStateFile(path: string): Promise<State> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw stateFileUnreadable(path, error);
  });
  return parseState(text, path, undefined);
}
