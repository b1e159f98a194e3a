import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BuildFolder } from "../build-folder/build-folder.ts";
import type { StackError } from "../errors/stack-error.ts";
import type { Events } from "../events/event.ts";
import { logSink } from "../events/log-sink.ts";
import { type FileSink, ndjsonSink } from "../events/ndjson-sink.ts";
import { runLogIncomplete } from "./errors.ts";

const KEPT = 100;
const RUN_ID = /^\d{8}T\d{9}Z-[0-9a-f]{6}$/;

export interface RunPurpose {
  /** Such as `lambdastack apply`. */
  command: string;
  /** Of LambdaStack. */
  version: string;
  /** What followed the command; secrets in it are blanked by the events' redactor. */
  arguments?: readonly string[];
  events: Events;
}

/** One command's run, with its `runs/<id>/events.ndjson` and `log.txt`. A killed run leaves what it had written. */
export interface Run {
  /** Time and six random digits; sorts by time. */
  id: string;
  directory: string;
  eventsFile: string;
  logFile: string;
  /** Says the end and closes the files. Returns what kept them from being whole, where something did. */
  finish(exitCode: number): StackError | undefined;
}

/** Begins a run and removes the oldest beyond the last 100. */
export async function openRun(folder: BuildFolder, purpose: RunPurpose): Promise<Run> {
  const started = Date.now();
  const { events, command, version, arguments: given = [] } = purpose;
  const id = runId(new Date(started));
  const directory = join(folder.runs, id);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await removeOldRuns(folder.runs);
  const [eventsFile, logFile] = [join(directory, "events.ndjson"), join(directory, "log.txt")];
  const sinks = [ndjsonSink(eventsFile), logSink(logFile)];
  const unsubscribe = sinks.map(({ sink }) => events.subscribe(sink));
  events.emit({ type: "run-started", run: id, command, version, arguments: [...given] });
  const finish = (exitCode: number) => {
    events.emit({ type: "run-finished", run: id, exitCode, milliseconds: Date.now() - started });
    for (const end of unsubscribe) end();
    return closeAll(sinks, directory);
  };
  return { id, directory, eventsFile, logFile, finish };
}

/** Ids of the runs that left something, oldest first. */
export async function listRuns(folder: BuildFolder): Promise<string[]> {
  return runIds(folder.runs);
}

function runId(time: Date): string {
  return `${time.toISOString().replace(/[-:.]/g, "")}-${randomBytes(3).toString("hex")}`;
}

async function runIds(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names.filter((name) => RUN_ID.test(name)).sort();
}

async function removeOldRuns(directory: string): Promise<void> {
  const ids = await runIds(directory);
  for (const id of ids.slice(0, -KEPT)) await rm(join(directory, id), { recursive: true, force: true });
}

function closeAll(sinks: readonly FileSink[], directory: string): StackError | undefined {
  const problem = sinks.map((sink) => sink.problem()).find((found) => found !== undefined);
  for (const sink of sinks) sink.close();
  return problem && runLogIncomplete(directory, problem);
}
