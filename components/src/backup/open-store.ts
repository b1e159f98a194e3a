import { posix } from "node:path";
import { clusterName, type Run, readInventory, readRepositoryFile } from "@lambdastack/core";
import type { BackupLocation } from "./backup-set.ts";
import { invalidLocation, noRepositoryMachine } from "./errors.ts";
import { folderStore } from "./folder-store.ts";
import { machineStore } from "./machine-store.ts";
import type { BackupStore } from "./store.ts";

/** Where sets lie on the repository machine unless another folder is named, as on a mounted disk. */
const ON_MACHINE = "/var/lib/lambdastack-backups";

/** What `--location` or the document says: `build`, `repository`, `repository:/path` or a path. */
export async function locationOf(text: string, run: Run): Promise<BackupLocation> {
  if (text === "build") return { type: "build" };
  const cluster = clusterName(run.workspace.manifest);
  const [kind, path] = text.startsWith("repository") ? ["repository", text.slice("repository:".length)] : ["", text];
  if (kind === "repository") {
    const folder = text === "repository" ? ON_MACHINE : path;
    if (!isPath(folder)) throw invalidLocation(text);
    return { type: "machine", machine: await repositoryMachine(run), path: posix.join(folder, cluster) };
  }
  if (!isPath(text)) throw invalidLocation(text);
  return { type: "folder", path: posix.join(text, cluster) };
}

const isPath = (text: string): boolean =>
  text.startsWith("/") && text.length > 1 && posix.normalize(text) === text && !/\p{Cc}/u.test(text);

async function repositoryMachine({ folder }: Run): Promise<string> {
  const machine = (await readRepositoryFile(folder.root))?.machine;
  if (machine === undefined) throw noRepositoryMachine();
  return machine;
}

/** The store of a location. A machine is connected to when its store is first used. */
export function openStore(location: BackupLocation, run: Run): BackupStore {
  if (location.type === "build") return folderStore(run.folder.backups);
  if (location.type === "folder") return folderStore(location.path);
  const { machine, path } = location;
  return machineStore(async () => (await reached(run)).get(machine), path, machine);
}

/** Commands on sets alone know no machine yet. */
async function reached(run: Run) {
  const { machines, access } = await readInventory(run.folder.inventory);
  run.reach(machines, access);
  return run.sessions;
}

export const locationText = (location: BackupLocation): string =>
  location.type === "build"
    ? "build folder"
    : location.type === "folder"
      ? location.path
      : `${location.machine}:${location.path}`;
