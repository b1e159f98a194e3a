import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  beginReading,
  type Event,
  finishing,
  openHost,
  readInventory,
  type Settings,
  StackError,
  type StepResult,
} from "@lambdastack/core";
import { providerModules } from "@lambdastack/infrastructure";
import { LambdaStack } from "../lambdastack.ts";
import { verificationDocuments } from "./verification-documents.ts";

export interface ClusterOptions {
  settings: Settings;
  role: string;
  /** The user's own documents, in place of one machine with the role's defaults. */
  files: readonly string[];
  /** Addresses of the machine; the provider's default when missing. */
  addressPool?: string;
}

/** A cluster that exists as long as a verification does. */
export interface ThrowAwayCluster {
  stack: LambdaStack;
  /** Everything that happened so far, oldest first. */
  events: readonly Event[];
  /** Input of every command. */
  input: { files: readonly string[] };
  /** Runs a script as root on a machine; throws when it fails. */
  on(machine: string, script: string): Promise<void>;
  /** The same, whatever it ends with. */
  ask(machine: string, script: string): Promise<StepResult>;
  /** Names of the machines that have the role. */
  machinesWith(role: string): Promise<string[]>;
  /** Removes the machines, and makes them once more from the same documents and secrets. */
  makeAnew(): Promise<void>;
}

const name = "verify";
/** The whole cluster is made to be thrown away: nobody is asked. */
const approve = async (): Promise<void> => undefined;

/** Gives a cluster in a temporary folder to `use`; however that ends, machines and folder are removed. */
export async function withThrowAwayCluster<T>(
  options: ClusterOptions,
  use: (cluster: ThrowAwayCluster) => Promise<T>,
): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), "lambdastack-verify-"));
  const build = join(root, "build");
  try {
    const files = options.files.length > 0 ? options.files : [await writeDocuments(root, options)];
    const events: Event[] = [];
    const settings = {
      ...options.settings,
      build,
      approve,
      sinks: [...options.settings.sinks, (event: Event) => void events.push(event)],
    };
    const cluster = { stack: new LambdaStack(settings), events, input: { files } };
    const ask = (machine: string, script: string) => runOn(cluster, { machine, script });
    return await use({
      ...cluster,
      ask,
      on: async (machine, script) => requireDone(machine, await ask(machine, script)),
      machinesWith: (role) => machinesWith(cluster, role),
      makeAnew: async () => {
        await cluster.stack.infrastructure.destroy();
        await cluster.stack.apply(cluster.input);
      },
    });
  } finally {
    await remove(options.settings, build);
    await rm(root, { recursive: true, force: true });
  }
}

async function writeDocuments(root: string, options: ClusterOptions): Promise<string> {
  const file = join(root, "input.yaml");
  await writeFile(file, verificationDocuments({ ...options, name, provider: await providerHere(options.settings) }));
  return file;
}

/** Machines that cost nothing and are nobody else's: those on this computer. */
async function providerHere(settings: Settings): Promise<string> {
  const { providers } = await openHost(settings, providerModules);
  const found = [...providers.values()].find(({ manifest }) => manifest.labels?.["runs-on"] === "this-computer");
  if (!found) throw new Error("no provider makes machines on this computer");
  return found.name;
}

/** An interrupt asked the verification to end, not its removal. */
async function remove(settings: Settings, build: string): Promise<void> {
  const own = { ...settings, build, approve, signal: new AbortController().signal };
  try {
    await new LambdaStack(own).infrastructure.destroy({ purge: true });
  } catch (error) {
    if (!(error instanceof StackError) || error.code !== "nothing-applied") throw error;
  }
}

interface OnMachine {
  machine: string;
  script: string;
}

type Base = Pick<ThrowAwayCluster, "stack" | "input">;

async function runOn({ stack, input }: Base, { machine, script }: OnMachine): Promise<StepResult> {
  const reading = await beginReading(await stack.open(input));
  return finishing(reading, async () => {
    const { machines, access } = await readInventory(reading.folder.inventory);
    reading.reach(machines, access);
    return (await reading.sessions.get(machine)).run({ purpose: "verification", script, timeLimit: 300 });
  });
}

async function machinesWith({ stack, input }: Base, role: string): Promise<string[]> {
  const { machines } = await readInventory((await stack.open(input)).folder.inventory);
  return machines.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
}

function requireDone(machine: string, { status, stderr }: StepResult): void {
  if (status !== 0) throw new Error(`a script of the verification failed on ${machine}: ${stderr}`);
}
