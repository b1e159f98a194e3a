import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CollectTools,
  createEvents,
  createRedactor,
  type Event,
  StackError,
  type Workspace,
} from "@lambdastack/core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { collectTools } from "./collect-tools.ts";

let folder: string;
let told: Event[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tools-"));
  told = [];
});
afterEach(() => rm(folder, { recursive: true }));

/** A cluster whose documents name the provider `rack` by its alias. */
function collectWith(collect: CollectTools | undefined): Promise<void> {
  const host = { provider: () => ({ name: "rack" }), loadTools: async () => collect };
  const workspace = { host, manifest: { cluster: { provider: "shelf" } } } as unknown as Workspace;
  const events = createEvents({ redactor: createRedactor([]) });
  events.subscribe((event) => told.push(event));
  return collectTools({ workspace, folder, events, signal: new AbortController().signal });
}

it("gives a provider a folder of its own in the download", async () => {
  await collectWith(({ folder: place }) => writeFile(join(place, "image"), "image"));

  expect(await readdir(join(folder, "tools/rack"))).toEqual(["image"]);
  expect(told).toEqual([]);
});

it("leaves the download as it is where a provider collects nothing", async () => {
  await collectWith(undefined);

  expect(await readdir(folder)).toEqual([]);
});

it("tells what this computer cannot collect, with the way to mend it, and goes on", async () => {
  await collectWith(async () => {
    throw new StackError("not-ready", "The computer lacks root.", { hint: "Use sudo." });
  });

  expect(told).toMatchObject([
    { type: "warning", message: expect.stringMatching(/provider rack .*lacks root/), hint: "Use sudo." },
  ]);
});

it.each([
  ["an interruption", new StackError("interrupted", "Interrupted.", { ending: "interrupted" })],
  ["a mistake of the provider", new TypeError("x is not a function")],
])("does not hide %s", async (_, error) => {
  await expect(
    collectWith(async () => {
      throw error;
    }),
  ).rejects.toBe(error);
});
