import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  statfs,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BuildFolder } from "@lambdastack/core";
import { isMounted, unmountBelow } from "../computer/mounts.ts";
import { run } from "../computer/run.ts";
import { unsuitableDisk } from "../errors.ts";

/** A machine's folder below the build folder. */
export interface Disk {
  directory: string;
  /** Where image and changes are mounted as one. */
  root: string;
  log: string;
}

/** What is written beside a disk when it is ready to boot: a disk without it was never used. */
export interface DiskLabel {
  name: string;
  component: string;
  index: number;
  address: string;
  hostname: string;
  /** Key of the image below it. */
  image: string;
}

const labelFile = "machine.json";
/** `f_type` of statfs(2). An overlay cannot be written to on another one, as in most containers. */
const overlayfs = 2035054128;
const unsuitable: Record<number, string> = {
  26985: "NFS",
  1702057286: "a FUSE file system",
  16914839: "9p",
};

export function disksDirectory(folder: BuildFolder): string {
  return join(folder.root, "local");
}

/** Paths of a machine's disk; the kernel knows a mount by its real path. */
export async function diskOf(folder: BuildFolder, machine: string): Promise<Disk> {
  const top = await realpath(folder.root).catch(() => folder.root);
  const directory = join(disksDirectory({ ...folder, root: top }), machine);
  return { directory, root: join(directory, "root"), log: join(directory, "console.log") };
}

/** Names of the machines that have a disk, whole or not. */
export async function disks(folder: BuildFolder): Promise<string[]> {
  const entries = await readdir(disksDirectory(folder), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Undefined while the disk is not ready. */
export async function readLabel(disk: Disk): Promise<DiskLabel | undefined> {
  const text = await readFile(join(disk.directory, labelFile), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as DiskLabel);
}

export async function writeLabel(disk: Disk, label: DiskLabel): Promise<void> {
  const draft = join(disk.directory, `.${labelFile}`);
  await writeFile(draft, `${JSON.stringify(label, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(draft, join(disk.directory, labelFile));
}

/**
 * A disk over an image, or where an overlay cannot be had, a copy of it. What an interrupted run left half done is
 * thrown away first.
 */
export async function createDisk(disk: Disk, image: string): Promise<void> {
  await removeDisk(disk);
  await mkdir(disk.directory, { recursive: true, mode: 0o700 });
  await chmod(dirname(disk.directory), 0o700);
  for (const name of ["upper", "work", "root"]) await mkdir(join(disk.directory, name));
  // The upper directory becomes the machine's own `/`.
  await chmod(join(disk.directory, "upper"), 0o755);
  const { type } = await statfs(disk.directory);
  if (type === overlayfs) await run("cp", ["-a", `${image}/.`, "upper"], { cwd: disk.directory });
  else await symlink(image, join(disk.directory, "image"));
}

/** Relative paths: no comma, colon or length of the build folder's path can disturb the mount options. */
const layers = "lowerdir=image,upperdir=upper,workdir=work";

export async function mountDisk(disk: Disk): Promise<void> {
  if (await isMounted(disk.root)) return;
  const isOverlay = await isThere(join(disk.directory, "image"));
  const words = isOverlay ? ["-t", "overlay", "lambdastack", "-o", layers, "root"] : ["--bind", "upper", "root"];
  await run("mount", words, { cwd: disk.directory });
}

export async function unmountDisk(disk: Disk): Promise<void> {
  await unmountBelow(disk.root);
}

export async function removeDisk(disk: Disk): Promise<void> {
  await unmountDisk(disk);
  await rm(disk.directory, { recursive: true, force: true });
}

/** Throws `unsuitable-disk` where the build folder lies on a file system that cannot hold the files of a machine. */
export async function checkFileSystem(folder: BuildFolder): Promise<void> {
  const existing = await nearestExisting(folder.root);
  const { type } = await statfs(existing);
  const kind = unsuitable[type];
  if (kind !== undefined) throw unsuitableDisk(folder.root, kind);
}

async function nearestExisting(path: string): Promise<string> {
  return (await isThere(path)) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** Also a link that leads nowhere is there. */
function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
