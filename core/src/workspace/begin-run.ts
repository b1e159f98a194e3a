import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BuildFolder, lockBuildFolder, openBuildFolder, writeFileAtomic } from "../build-folder/index.ts";
import { manifestToYaml } from "../documents/index.ts";
import type { Events } from "../events/event.ts";
import { createEvents } from "../events/index.ts";
import type { Machine } from "../machines/machine.ts";
import type { Access } from "../providers/provider.ts";
import { openRun, type Run as RunFiles } from "../runs/index.ts";
import { createRedactor, openSecrets, type Redactor, type SecretStore } from "../secrets/index.ts";
import { createSessions, openJumps, type SessionPool, targetsOf } from "../ssh/index.ts";
import { openApplied, openOutputs, openState } from "../state/index.ts";
import { interruptedRun } from "./errors.ts";
import type { Workspace } from "./open-workspace.ts";
import type { Run } from "./run.ts";

export interface CommandLine {
  /** The words of the command, such as `lambdastack apply`. */
  command: string;
  version: string;
}

/** A run that only reads: takes no lock, writes nothing. */
export async function beginReading(workspace: Workspace): Promise<Run> {
  const { folder } = workspace;
  const pins = existsSync(folder.root) ? undefined : await mkdtemp(join(tmpdir(), "lambdastack-"));
  const redactor = knownSecrets(workspace, folder);
  const events = createEvents({ redactor });
  for (const sink of workspace.settings.sinks) events.subscribe(sink);
  return createRun({ workspace, folder, events, redactor, ...(pins ? { pins } : {}) });
}

/** A run that may write: makes the build folder, locks it, and keeps events and log under `runs/`. */
export async function beginWriting(workspace: Workspace, { command, version }: CommandLine): Promise<Run> {
  const folder = await openBuildFolder(workspace.folder.root, { create: true });
  const lock = await lockBuildFolder(folder, { command });
  try {
    const redactor = knownSecrets(workspace, folder);
    const events = createEvents({ redactor });
    for (const sink of workspace.settings.sinks) events.subscribe(sink);
    const files = await openRun(folder, { command, version, events });
    return await createRun({ workspace, folder, events, redactor, files, lock });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Blanks what the cluster keeps secret now, and what its documents give. */
export function knownSecrets({ givenSecrets }: Pick<Workspace, "givenSecrets">, folder: BuildFolder): Redactor {
  const secrets = openSecrets(folder);
  const present = secrets.list().filter((secret) => secret.present);
  return createRedactor([...Object.values(givenSecrets), ...present.map(({ name }) => secrets.read(name) ?? "")]);
}

interface Parts {
  workspace: Workspace;
  folder: BuildFolder;
  events: Events;
  redactor: Redactor;
  files?: RunFiles;
  lock?: { release(): Promise<void> };
  /** Folder for host keys of a run that may not make the build folder; removed at the end. */
  pins?: string;
}

async function createRun({ workspace, folder, events, redactor, files, lock, pins }: Parts): Promise<Run> {
  const state = openState(folder);
  const knownHosts = pins === undefined ? folder.knownHosts : join(pins, "known_hosts");
  const reached = reachable({ workspace, folder, events, knownHosts });
  const secrets = redacted(openSecrets(folder), redactor);
  return {
    id: files?.id,
    workspace,
    folder,
    events,
    state,
    secrets,
    applied: openApplied(folder),
    outputs: await openOutputs(folder),
    before: await state.read(),
    facts: new Map(),
    sessions: reached.sessions,
    reach: reached.reach,
    async establish() {
      for (const [name, text] of Object.entries(workspace.givenSecrets)) secrets.set(name, text);
      await writeManifest(folder, manifestToYaml(workspace.manifest));
      return (await state.read()) ?? (await state.create());
    },
    checkInterrupted() {
      if (workspace.settings.signal.aborted) throw interruptedRun(nextCommand(folder));
    },
    async finish(exitCode) {
      await reached.sessions.closeAll();
      const incomplete = files?.finish(exitCode);
      if (incomplete) events.emit({ type: "warning", message: incomplete.message });
      if (pins !== undefined) await rm(pins, { recursive: true, force: true });
      await lock?.release();
    },
  };
}

/** Nothing is written where it says so already. */
async function writeManifest({ manifest }: BuildFolder, text: string): Promise<void> {
  const before = await readFile(manifest, "utf8").catch(() => undefined);
  if (before !== text) await writeFileAtomic(manifest, text);
}

/** A secret that is made or given in this run is kept out of its events from then on. */
function redacted(secrets: SecretStore, redactor: Redactor): SecretStore {
  return {
    ...secrets,
    ensure(name, recipe) {
      const text = secrets.ensure(name, recipe);
      redactor.add(text);
      return text;
    },
    set(name, text) {
      redactor.add(text);
      secrets.set(name, text);
    },
  };
}

const nextCommand = (folder: BuildFolder) => `lambdastack apply -b ${folder.root}`;

type ReachOptions = Pick<Parts, "workspace" | "folder" | "events"> & { knownHosts: string };

/** One pool of connections for the whole run; machines that become known later get their own behind it. */
function reachable({ workspace, folder, events, knownHosts }: ReachOptions) {
  const pools = new Map<string, SessionPool>();
  const jumps = openJumps({ events, signal: workspace.settings.signal });
  const reach = (machines: readonly Machine[], access: Access) => {
    const targets = targetsOf(
      machines.filter(({ name }) => !pools.has(name)),
      { ...access, keyPath: resolve(folder.root, access.keyPath) },
      knownHosts,
    );
    const { signal, concurrency } = workspace.settings;
    const pool = createSessions({ targets, events, signal, concurrency, jumps });
    for (const { machine } of targets) pools.set(machine, pool);
  };
  const sessions: SessionPool = {
    get: (machine) => pools.get(machine)?.get(machine) ?? Promise.reject(new Error(`${machine} is not reachable yet`)),
    async closeAll() {
      await Promise.all([...new Set(pools.values())].map((pool) => pool.closeAll()));
      await jumps.closeAll();
    },
  };
  return { reach, sessions };
}
