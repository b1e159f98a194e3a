import { resolve } from "node:path";
import {
  createEvents,
  createRedactor,
  createRepositoryHooks,
  type Events,
  execute,
  type Settings,
  writeFileAtomic,
} from "@lambdastack/core";
import { type Downloaded, download } from "./download/download.ts";
import type { Lock } from "./lock/lock.ts";
import { lockRequirements } from "./lock/lock-requirements.ts";
import { lockText } from "./lock/lock-text.ts";
import { readLock } from "./lock/read-lock.ts";
import type { RunScript } from "./resolve/resolve-packages.ts";
import { lockFileOf, openSelection, type SelectionInput } from "./selection/open-selection.ts";

export interface LockInput extends SelectionInput {
  /** Addresses that go before the public archives. */
  mirrors?: readonly string[];
}

export interface DownloadInput extends SelectionInput {
  /** Folder that the downloaded things come to lie in. */
  folder: string;
}

/** What machines install from. `repo` is a thin command line over it. */
export class Repository {
  /** Open to plugins; documented in docs/hooks.md. */
  readonly hooks = createRepositoryHooks();

  constructor(readonly settings: Settings) {}

  /** Resolves what the roles require and writes the lock file. */
  async lock(input: LockInput = {}): Promise<{ lock: Lock; file: string }> {
    const events = this.#events();
    const selection = await openSelection(this.settings, input, this.hooks);
    const { mirrors = [] } = input;
    const { lock, silent } = await lockRequirements({ ...selection, mirrors, run: this.#here() });
    for (const role of silent)
      events.emit({ type: "note", message: `The role ${role} says nothing about these systems.` });
    await writeFileAtomic(selection.lockFile, lockText(lock));
    return { lock, file: selection.lockFile };
  }

  /** Fetches everything that the lock names into a folder. */
  async download(input: DownloadInput): Promise<Downloaded & { folder: string }> {
    const { cwd, environment, signal } = this.settings;
    const lock = await readLock(lockFileOf(this.settings, input));
    const folder = resolve(cwd, input.folder);
    return { ...(await download({ lock, folder, environment, signal, events: this.#events() })), folder };
  }

  /** On this computer. */
  #here(): RunScript {
    const { signal, environment } = this.settings;
    return (script) =>
      execute({ command: "sh", arguments: ["-s"], input: script, timeLimit: 1800, signal, environment });
  }

  #events(): Events {
    const events = createEvents({ redactor: createRedactor([]) });
    for (const sink of this.settings.sinks) events.subscribe(sink);
    return events;
  }
}
