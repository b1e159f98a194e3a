import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  beginReading,
  type Event,
  openHost,
  readInventory,
  type Session,
  type Settings,
  StackError,
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
    return await use({ ...cluster, on: (machine, script) => runOn(cluster, { machine, script }) });
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

async function runOn({ stack, input }: Omit<ThrowAwayCluster, "on">, { machine, script }: OnMachine): Promise<void> {
  const reading = await beginReading(await stack.open(input));
  try {
    const { machines, access } = await readInventory(reading.folder.inventory);
    reading.reach(machines, access);
    await run(await reading.sessions.get(machine), script);
  } finally {
    await reading.finish(0);
  }
}

async function run(session: Session, script: string): Promise<void> {
  const { status, stderr } = await session.run({ purpose: "verification", script, timeLimit: 300 });
  if (status !== 0) throw new Error(`a script of the verification failed on ${session.machine}: ${stderr}`);
}
