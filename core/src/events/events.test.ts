import { appendFile, mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { createRedactor } from "../secrets/redactor.ts";
import { createEvents } from "./create-events.ts";
import type { Event } from "./event.ts";
import { logSink } from "./log-sink.ts";
import { ndjsonSink } from "./ndjson-sink.ts";
import { readEvents } from "./read-events.ts";
import { countRoundTrips, timingsOf } from "./timings.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "events-"));
});
const now = () => new Date(0);
const trip = (machine: string, purpose: string) =>
  ({ type: "round-trip", machine, purpose, milliseconds: 20, status: 0 }) as const;

it("gives every sink every event in order until it ends its subscription", () => {
  const events = createEvents({ now });
  const [one, two]: [Event[], Event[]] = [[], []];
  const end = events.subscribe((event) => one.push(event));
  events.subscribe((event) => two.push(event));

  events.emit({ type: "note", message: "a" });
  end();
  events.emit({ type: "note", message: "b" });

  expect(one).toEqual([{ at: "1970-01-01T00:00:00.000Z", type: "note", message: "a" }]);
  expect(two.map((event) => event.type === "note" && event.message)).toEqual(["a", "b"]);
});

it("blanks secrets in every text of an event, however deep", () => {
  const redactor = createRedactor();
  const events = createEvents({ redactor });
  const seen: Event[] = [];
  events.subscribe((event) => seen.push(event));
  redactor.add("hunter22");

  events.emit({
    type: "resource-planned",
    machine: "m",
    role: "r",
    resource: "file:/etc/hunter22",
    action: "update",
    differences: [{ field: "content", from: "x", to: "aHVudGVyMjI=", diff: "+password=hunter22" }],
  });

  expect(JSON.stringify(seen)).not.toMatch(/hunter22|aHVudGVyMjI/);
  expect(seen).toMatchObject([{ type: "resource-planned", differences: [{ diff: "+password=(sensitive)" }] }]);
});

it("writes one private JSON line per event and counts round trips from them, also of a killed run", async () => {
  const path = join(directory, "events.ndjson");
  const file = ndjsonSink(path);
  const events = createEvents({ now });
  events.subscribe(file.sink);
  events.emit(trip("m1", "facts"));
  events.emit(trip("m2", "facts"));
  events.emit(trip("m1", "check"));
  events.emit({ type: "phase-finished", phase: "apply", milliseconds: 5 });
  file.close();
  await appendFile(path, '{"at":"1970-01-01T00:00:00.000Z","type":"round-tr');

  const { machines, phases } = timingsOf(await readEvents(path));

  expect(await countRoundTrips(path)).toEqual({ m1: 2, m2: 1 });
  expect(machines.get("m1")).toEqual({ roundTrips: 2, milliseconds: 40, purposes: ["facts", "check"] });
  expect(phases).toEqual(new Map([["apply", 5]]));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it("writes a log that people can read and that cannot steer their terminal", async () => {
  const path = join(directory, "log.txt");
  const file = logSink(path);
  const events = createEvents({ now });
  events.subscribe(file.sink);

  events.emit({ type: "phase-started", phase: "apply", title: "Apply roles" });
  events.emit({
    type: "resource-failed",
    machine: "m1",
    role: "web",
    resource: "service:web",
    message: "it did not start",
    output: "line one\n\u001b[2Jline two\n",
  });
  file.close();

  expect(await readFile(path, "utf8")).toBe(
    [
      "1970-01-01T00:00:00.000Z phase apply started: Apply roles",
      "1970-01-01T00:00:00.000Z m1: web service:web FAILED: it did not start",
      "    line one",
      "    \\x1b[2Jline two",
      "",
    ].join("\n"),
  );
});

it("does not stop a run when its log cannot be written, and tells so", () => {
  const file = ndjsonSink("/dev/full");
  const events = createEvents();
  events.subscribe(file.sink);

  events.emit({ type: "note", message: "a" });

  expect(file.problem()).toMatchObject({ code: "ENOSPC" });
  file.close();
});
