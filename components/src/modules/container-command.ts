import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type ContainerEngine,
  type ContainerModule,
  type ContainerVersion,
  commandOf,
  type EngineName,
  environmentLines,
  findEngine,
  openSecrets,
  openShared,
  removeLeftovers,
  requireImage,
  runContainer,
  type StateDifference,
  withEnvironmentFile,
} from "@lambdastack/core";
import type { ModuleRun } from "./module-run.ts";
import { takeShared } from "./take-shared.ts";

export interface ContainerCall {
  run: ModuleRun;
  engine: EngineName | undefined;
  module: ContainerModule;
  version: ContainerVersion;
  command: string;
  /** False: it only looks, and a state that it changed is refused. */
  mayWrite: boolean;
  signal: AbortSignal;
}

export interface CommandEnd {
  status: number;
  /** Lines as they came, without secrets. */
  output: string[];
  /** Those of its standard output. */
  stdout: string[];
  /** What it changed in the state. */
  differences: StateDifference[];
}

const timeLimit = 3600;

/**
 * Runs one command of a module in a container, with a copy of the state in the shared folder, and takes over what it wrote
 * there where it may. Whatever happens, the copy is what the state is afterwards.
 */
export async function runCommand(call: ContainerCall): Promise<CommandEnd> {
  const { run, module, version, command } = call;
  commandOf(module, version, command);
  const engine = await findEngine(call.engine);
  await requireImage(engine, version.image, module.name);
  await removeOld(engine, run);
  const shared = await openShared(run.folder);
  const before = await run.state.read();
  await shared.show(before);
  try {
    const ended = await settled(() => contained(call, engine, shared.path));
    const taken = await settled(() => takeShared(call, shared, before));
    if ("error" in ended) throw ended.error;
    if ("error" in taken) throw taken.error;
    return { ...ended.value, differences: taken.value };
  } finally {
    await shared.show(await run.state.read());
  }
}

/** What a command recorded before it failed counts as well, so both are known before one of them is thrown. */
async function settled<T>(work: () => Promise<T>): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

async function removeOld(engine: ContainerEngine, { folder, events }: ModuleRun): Promise<void> {
  const removed = await removeLeftovers(engine, folder.root);
  if (removed > 0)
    events.emit({ type: "note", message: `Containers that a killed run had left were removed: ${removed}.` });
}

async function contained(call: ContainerCall, engine: ContainerEngine, shared: string) {
  const { run, module, version, signal } = call;
  const command = commandOf(module, version, call.command);
  const secrets = openSecrets(run.folder);
  const lines = environmentLines({ module: module.name, envs: command.envs, read: (name) => secrets.read(name) });
  const mounts = await mountsOf(call, shared);
  const output: string[] = [];
  const stdout: string[] = [];
  const unsubscribe = run.events.subscribe((event) => {
    if (event.type !== "module-output") return;
    output.push(event.line);
    if (event.stream === "stdout") stdout.push(event.line);
  });
  try {
    const status = await withEnvironmentFile(run.folder, lines, (environmentFile) =>
      runContainer({
        engine,
        module: module.name,
        image: version.image,
        words: [...(command.command === undefined ? [] : [command.command]), ...(command.args ?? [])],
        mounts,
        environmentFile,
        workdir: version.workdir,
        owner: run.folder.root,
        timeLimit: command.timeLimit ?? timeLimit,
        signal,
        onLine: (line, stream) =>
          run.events.emit({ type: "module-output", module: module.name, command: command.name, stream, line }),
      }),
    );
    return { status, output, stdout };
  } finally {
    unsubscribe();
  }
}

/** Folders of the build folder by what they are called in the container; what a module keeps is kept by version. */
async function mountsOf({ run, module, version }: ContainerCall, shared: string): Promise<Map<string, string>> {
  const kept = join(run.folder.root, "modules", module.name, version.version);
  const mounts = new Map([[version.shared ?? "/shared", shared]]);
  for (const folder of version.mounts ?? []) {
    const path = join(kept, folder.slice(1).replaceAll("/", "__"));
    await mkdir(path, { recursive: true, mode: 0o700 });
    mounts.set(folder, path);
  }
  return mounts;
}
