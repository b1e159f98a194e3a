import { constants } from "node:fs";
import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import { unsafePath } from "../errors.ts";

export interface InsideFile {
  /** The machine's root directory, as the controller sees it. */
  root: string;
  /** Path inside the machine, such as `/etc/hosts`. */
  path: string;
}

/**
 * Replaces a file of a machine atomically. The machine may have put a symbolic link anywhere, and on the controller
 * it would lead to the controller's own files: so every directory is opened from its parent without following links.
 * Throws `unsafe-path`.
 */
export async function writeInside({ root, path }: InsideFile, content: string, mode = 0o644): Promise<void> {
  await inDirectory({ root, path }, async (directory, name) => {
    const draft = `${directory}/.${name}.lambdastack`;
    await rm(draft, { force: true });
    const file = await open(draft, "wx", mode);
    try {
      await file.chmod(mode);
      await file.writeFile(content);
    } finally {
      await file.close();
    }
    await rename(draft, `${directory}/${name}`);
  });
}

/** Text of a machine's file; empty where it does not exist or is a symbolic link. */
export async function readInside(file: InsideFile): Promise<string> {
  return inDirectory(file, async (directory, name) =>
    readFile(`${directory}/${name}`, { encoding: "utf8", flag: constants.O_RDONLY | constants.O_NOFOLLOW }).catch(
      () => "",
    ),
  );
}

async function inDirectory<T>(
  { root, path }: InsideFile,
  work: (directory: string, name: string) => Promise<T>,
): Promise<T> {
  const parts = path.split("/").filter(Boolean);
  const name = parts.pop() ?? "";
  const handles: FileHandle[] = [await openDirectory(root, path)];
  try {
    for (const part of parts) handles.push(await openDirectory(`${throughHandle(handles)}/${part}`, path));
    return await work(throughHandle(handles), name);
  } finally {
    for (const handle of handles) await handle.close();
  }
}

function throughHandle(handles: readonly FileHandle[]): string {
  return `/proc/self/fd/${handles.at(-1)?.fd}`;
}

async function openDirectory(directory: string, path: string): Promise<FileHandle> {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  return open(directory, flags).catch(() => {
    throw unsafePath(path);
  });
}
