import { access, mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Mount, mounts } from "./mounts.ts";
import { type Process, readProcess } from "./processes.ts";

/** Mounted cgroup hierarchies: one with version 2, one per controller with version 1, both kinds in hybrid mode. */
export async function hierarchies(): Promise<Mount[]> {
  const all = (await mounts()).filter(({ type, path }) => /^cgroup2?$/.test(type) && path.startsWith("/sys/fs/cgroup"));
  return [...new Map(all.map((mount) => [mount.path, mount])).values()];
}

/** Makes a group of this path in every hierarchy and answers with its directories. */
export async function createGroup(path: string): Promise<string[]> {
  const directories: string[] = [];
  for (const hierarchy of await hierarchies()) {
    const directory = join(hierarchy.path, path);
    await mkdir(directory, { recursive: true });
    await giveProcessors(hierarchy.path, directory);
    directories.push(directory);
  }
  return directories;
}

/** A cpuset of version 1 begins empty, and an empty one accepts no process. */
async function giveProcessors(top: string, directory: string): Promise<void> {
  if (directory === top || !(await exists(join(directory, "cpuset.mems")))) return;
  await giveProcessors(top, dirname(directory));
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    const own = await readText(join(directory, file));
    if (own.trim() === "") await writeFile(join(directory, file), await readText(join(dirname(directory), file)));
  }
}

/** Every process in the group or below it, in any hierarchy. */
export async function processesIn(path: string): Promise<Process[]> {
  const pids = new Set<number>();
  for (const hierarchy of await hierarchies()) {
    for (const directory of await groupsBelow(join(hierarchy.path, path))) {
      const text = await readText(join(directory, "cgroup.procs"));
      for (const line of text.split("\n")) if (line !== "") pids.add(Number(line));
    }
  }
  const found = await Promise.all([...pids].map(readProcess));
  return found.filter((process) => process !== undefined);
}

/** Memory in bytes that the group uses; undefined where no hierarchy counts it. */
export async function memoryOf(path: string): Promise<number | undefined> {
  for (const hierarchy of await hierarchies()) {
    for (const file of ["memory.current", "memory.usage_in_bytes"]) {
      const text = await readText(join(hierarchy.path, path, file));
      if (text !== "") return Number(text);
    }
  }
  return undefined;
}

/** Removes the group's directories; false while the kernel still counts processes in them. */
export async function removeGroup(path: string): Promise<boolean> {
  const removed: boolean[] = [];
  for (const hierarchy of await hierarchies()) {
    for (const directory of await groupsBelow(join(hierarchy.path, path))) {
      removed.push(
        await rmdir(directory).then(
          () => true,
          (error: NodeJS.ErrnoException) => error.code === "ENOENT",
        ),
      );
    }
  }
  return removed.every(Boolean);
}

/** Names of the groups right below a path. */
export async function groupNames(path: string): Promise<string[]> {
  const names = new Set<string>();
  for (const hierarchy of await hierarchies()) {
    for (const name of await subdirectories(join(hierarchy.path, path))) names.add(name);
  }
  return [...names].sort();
}

/** The directory and all below it, the deepest first; none when it does not exist. */
async function groupsBelow(directory: string): Promise<string[]> {
  if (!(await exists(directory))) return [];
  const below = await Promise.all((await subdirectories(directory)).map((name) => groupsBelow(join(directory, name))));
  return [...below.flat(), directory];
}

async function subdirectories(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Groups come and go while they are read: one that has gone holds nothing. */
async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
