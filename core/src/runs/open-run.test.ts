import { mkdir, mkdtemp, readdir, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { BuildFolder } from "../build-folder/build-folder.ts";
import { openBuildFolder } from "../build-folder/open-build-folder.ts";
import { createEvents } from "../events/create-events.ts";
import { readEvents } from "../events/read-events.ts";
import { createRedactor } from "../secrets/redactor.ts";
import { listRuns, openRun } from "./open-run.ts";

let folder: BuildFolder;
beforeEach(async () => {
  folder = await openBuildFolder(join(await mkdtemp(join(tmpdir(), "runs-")), "demo"), { create: true });
});

it("keeps the events and the log of a run, without secrets of its arguments", async () => {
  const events = createEvents({ redactor: createRedactor(["hunter22"]) });
  const run = await openRun(folder, {
    command: "lambdastack apply",
    version: "2.0.0",
    arguments: ["--x=hunter22"],
    events,
  });
  events.emit({ type: "note", message: "working" });

  const problem = run.finish(4);
  events.emit({ type: "note", message: "too late" });

  expect(problem).toBeUndefined();
  expect(await readEvents(run.eventsFile)).toMatchObject([
    { type: "run-started", run: run.id, command: "lambdastack apply", arguments: ["--x=(sensitive)"] },
    { type: "note", message: "working" },
    { type: "run-finished", exitCode: 4 },
  ]);
  expect((await readFile(run.logFile, "utf8")).split("\n")).toHaveLength(4);
  expect(await Promise.all([run.directory, run.logFile].map(async (path) => (await stat(path)).mode & 0o777))).toEqual([
    0o700, 0o600,
  ]);
});

it("leaves what a run that never ended had written", async () => {
  const events = createEvents();
  const run = await openRun(folder, { command: "lambdastack apply", version: "2.0.0", events });
  events.emit({ type: "note", message: "last words" });

  expect((await readEvents(run.eventsFile)).at(-1)).toMatchObject({ message: "last words" });
});

it("keeps the last hundred runs and nothing that is not a run is touched", async () => {
  const old = (count: number) => `20200101T000000${String(count).padStart(3, "0")}Z-00000a`;
  for (let count = 0; count < 105; count += 1) await mkdir(join(folder.runs, old(count)));
  await mkdir(join(folder.runs, "my-notes"));

  const run = await openRun(folder, { command: "lambdastack plan", version: "2.0.0", events: createEvents() });
  run.finish(0);

  const ids = await listRuns(folder);
  expect(ids).toHaveLength(100);
  expect(ids.at(0)).toBe(old(6));
  expect(ids.at(-1)).toBe(run.id);
  expect(await readdir(folder.runs)).toContain("my-notes");
});
