import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../build-folder/write-file-atomic.ts";
import type { State } from "./state.ts";
import { parseState } from "./state-text.ts";

const KEPT = 50;

export interface StateVersion {
  serial: number;
  /** When it was replaced by the next one, ISO 8601. Missing for the present state. */
  replaced?: string;
  current: boolean;
}

/** Serials of the copies, ascending. */
export async function copySerials(directory: string): Promise<number[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const serials = names.flatMap((name) => /^(\d+)\.yml$/.exec(name)?.[1] ?? []);
  return serials.map(Number).sort((one, other) => one - other);
}

export async function copyVersions(directory: string): Promise<StateVersion[]> {
  const serials = await copySerials(directory);
  return Promise.all(
    serials.map(async (serial) => {
      const { mtime } = await stat(copyPath(directory, serial));
      return { serial, replaced: mtime.toISOString(), current: false };
    }),
  );
}

export async function readCopy(directory: string, serial: number): Promise<State> {
  const path = copyPath(directory, serial);
  return parseState(await readFile(path, "utf8"), path, undefined);
}

/** The newest copy that can be read; a damaged one is passed over, as it cannot be restored. */
export async function newestCopy(directory: string): Promise<State | undefined> {
  for (const serial of (await copySerials(directory)).reverse()) {
    const copy = await readCopy(directory, serial).catch(() => undefined);
    if (copy) return copy;
  }
  return undefined;
}

/** Keeps a version before it is replaced, and the last 50 of them. */
export async function keepCopy(directory: string, serial: number, text: string): Promise<void> {
  await writeFileAtomic(copyPath(directory, serial), text);
  const serials = await copySerials(directory);
  for (const old of serials.slice(0, -KEPT)) await rm(copyPath(directory, old), { force: true });
}

function copyPath(directory: string, serial: number): string {
  return join(directory, `${serial}.yml`);
}
