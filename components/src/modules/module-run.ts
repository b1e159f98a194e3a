import { resolve } from "node:path";
import {
  type BuildFolder,
  buildFolder,
  createEvents,
  type Events,
  finishing,
  knownSecrets,
  lockBuildFolder,
  openBuildFolder,
  openRun,
  openState,
  productVersion,
  type Settings,
  type StateStore,
} from "@lambdastack/core";
import { buildFolderNotNamed } from "./errors.ts";

/** One command at work on the state of a build folder; no machine and no cluster is needed. */
export interface ModuleRun {
  folder: BuildFolder;
  state: StateStore;
  events: Events;
}

/** Throws `build-folder-not-named` (invalid): a module has no cluster document that would name one. */
export function namedFolder({ cwd, build }: Settings): BuildFolder {
  if (build === undefined) throw buildFolderNotNamed();
  return buildFolder(resolve(cwd, build));
}

/** Reads only: no lock, nothing written. */
export function readingRun(settings: Settings): ModuleRun {
  const folder = namedFolder(settings);
  return { folder, state: openState(folder), events: eventsOf(settings, folder) };
}

/** Works in the locked build folder, with events and log under `runs/`. */
export async function withModuleRun<T>(
  settings: Settings,
  command: string,
  work: (run: ModuleRun) => Promise<T>,
): Promise<T> {
  const folder = await openBuildFolder(namedFolder(settings).root, { create: true });
  const lock = await lockBuildFolder(folder, { command });
  try {
    const events = eventsOf(settings, folder);
    const files = await openRun(folder, { command, version: productVersion(), events });
    const finish = async (ending: number) => {
      const incomplete = files.finish(ending);
      if (incomplete) events.emit({ type: "warning", message: incomplete.message });
    };
    return await finishing({ finish }, () => work({ folder, state: openState(folder), events }));
  } finally {
    await lock.release();
  }
}

function eventsOf({ sinks }: Settings, folder: BuildFolder): Events {
  const events = createEvents({ redactor: knownSecrets({ givenSecrets: {} }, folder) });
  for (const sink of sinks) events.subscribe(sink);
  return events;
}
