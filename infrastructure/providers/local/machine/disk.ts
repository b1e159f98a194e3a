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
const unsuitable: Record<number, string> = {
  2035054128: "overlayfs",
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

/** An empty disk over an image. What an interrupted run left half done is thrown away first. */
export async function createDisk(disk: Disk, image: string): Promise<void> {
  await removeDisk(disk);
  await mkdir(disk.directory, { recursive: true, mode: 0o700 });
  await chmod(dirname(disk.directory), 0o700);
  for (const name of ["upper", "work", "root"]) await mkdir(join(disk.directory, name));
  // The upper directory becomes the machine's own `/`.
  await chmod(join(disk.directory, "upper"), 0o755);
  await symlink(image, join(disk.directory, "image"));
}

/** Relative paths: no comma, colon or length of the build folder's path can disturb the mount options. */
export async function mountDisk(disk: Disk): Promise<void> {
  if (await isMounted(disk.root)) return;
  const options = "lowerdir=image,upperdir=upper,workdir=work";
  await run("mount", ["-t", "overlay", "lambdastack", "-o", options, "root"], { cwd: disk.directory });
}

export async function unmountDisk(disk: Disk): Promise<void> {
  await unmountBelow(disk.root);
}

export async function removeDisk(disk: Disk): Promise<void> {
  await unmountDisk(disk);
  await rm(disk.directory, { recursive: true, force: true });
}

/** Throws `unsuitable-disk` where the build folder lies on a file system that an overlay cannot write to. */
export async function checkFileSystem(folder: BuildFolder): Promise<void> {
  const existing = await nearestExisting(folder.root);
  const { type } = await statfs(existing);
  const kind = unsuitable[type];
  if (kind !== undefined) throw unsuitableDisk(folder.root, kind);
}

async function nearestExisting(path: string): Promise<string> {
  const found = await lstat(path).then(
    () => true,
    () => false,
  );
  return found || dirname(path) === path ? path : nearestExisting(dirname(path));
}
