import { constants } from "node:fs";
import { lstat, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BuildFolder, writeFileAtomic } from "../build-folder/index.ts";
import { stateText } from "../state/index.ts";
import type { State } from "../state/state.ts";
import { sharedStateUnusable } from "./errors.ts";
import { parseShared } from "./parse-shared.ts";

/** The folder that all modules in containers have in common, and with it a copy of the state: never the state itself. */
export interface SharedFolder {
  path: string;
  /** Copies the state into it, as it is now. */
  show(state: State | undefined): Promise<void>;
  /** What the module made of the copy; undefined where there is none. Throws `shared-state-unusable` (refused). */
  read(module: string): Promise<Record<string, unknown> | undefined>;
}

const largest = 32 * 1024 * 1024;

export async function openShared({ root }: BuildFolder): Promise<SharedFolder> {
  const path = join(root, "shared");
  await mkdir(path, { recursive: true, mode: 0o700 });
  const file = join(path, "state.yml");
  return {
    path,
    async show(state) {
      await removeForeign(file);
      if (state) await writeFileAtomic(file, stateText(state));
      else await rm(file, { force: true });
    },
    read: (module) => read(file, module),
  };
}

/** A module may have made a folder of it. */
async function removeForeign(file: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (found && !found.isFile()) await rm(file, { recursive: true, force: true });
}

async function read(file: string, module: string): Promise<Record<string, unknown> | undefined> {
  const text = await textOf(file, module);
  if (text === undefined) return undefined;
  try {
    return parseShared(text);
  } catch (error) {
    throw sharedStateUnusable(module, file, (error as Error).message);
  }
}

/** A link would let a container have any file of this computer read. */
async function textOf(file: string, module: string): Promise<string | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw sharedStateUnusable(module, file, error.code === "ELOOP" ? "it is a link" : error.message);
  });
  if (!handle) return undefined;
  try {
    const { size, isFile } = await sizeOf(handle);
    if (!isFile) throw sharedStateUnusable(module, file, "it is no file");
    if (size > largest) throw sharedStateUnusable(module, file, `it is larger than ${largest} bytes`);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

async function sizeOf(handle: Awaited<ReturnType<typeof open>>): Promise<{ size: number; isFile: boolean }> {
  const status = await handle.stat();
  return { size: status.size, isFile: status.isFile() };
}
