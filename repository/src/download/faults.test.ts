import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEvents, createRedactor } from "@lambdastack/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Lock, LockedFile } from "../lock/lock.ts";
import { prepare } from "../prepare/prepare.ts";
import { storeLayout } from "../store/store.ts";
import { download } from "./download.ts";
import { type UnreliableServer, unreliableServer } from "./fixtures/unreliable-server.ts";

const contents = { large: randomBytes(300_000), small: randomBytes(70), other: randomBytes(5000) };
/** In memory where there is such a folder: everything is brought to disk, and a busy disk makes that slow. */
const root = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "faults-"));
let server: UnreliableServer;
let folder: string;
beforeAll(async () => {
  server = await unreliableServer(contents);
});
beforeEach(() => {
  folder = mkdtempSync(join(root, "downloaded-"));
  server.counted();
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

const hashOf = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

/** A lock of files, each from the addresses `behaviour/content`. */
function lockOf(files: Readonly<Record<string, readonly [keyof typeof contents, ...string[]]>>): Lock {
  const locked = Object.entries(files).map(([id, [content, ...ways]]): LockedFile => {
    const urls = ways.map((way) => `${server.url(way, content)}?${id}`);
    const { length: size } = contents[content];
    return { id, architecture: "any", urls, size, sha256: hashOf(contents[content]), neededBy: ["sample"] };
  });
  return { kind: "repository-lock", version: 1, requirements: {}, systems: {}, files: locked, images: [] };
}

const path = (content: keyof typeof contents): string =>
  storeLayout(join(folder, "store")).path(hashOf(contents[content]));
const partial = (content: keyof typeof contents): string =>
  storeLayout(join(folder, "store")).partial(hashOf(contents[content]));
const stored = (content: keyof typeof contents): boolean => readFileSync(path(content)).equals(contents[content]);

interface Ended {
  isDone: boolean;
  said: string;
  /** Seconds that were waited. */
  pauses: number[];
}

async function withNode(lock: Lock): Promise<Ended> {
  const pauses: number[] = [];
  const events = createEvents({ redactor: createRedactor([]) });
  const pause = async (seconds: number): Promise<void> => void pauses.push(seconds);
  const { signal } = new AbortController();
  try {
    const { files, bytes } = await download({ lock, folder, environment: {}, signal, events, pause });
    return { isDone: true, said: `${files} files, ${bytes} bytes`, pauses };
  } catch (error) {
    return { isDone: false, said: (error as Error).message, pauses };
  }
}

/** A folder of programs without Node, in which `sleep` only writes down how long. */
function programsWith(fetcher: string): string {
  const bin = mkdtempSync(join(root, "bin-"));
  const names =
    "awk cat chmod cp cut dirname find grep head mkdir mktemp mv rm sed sh sha256sum sort sync tail touch tr wc";
  for (const name of [...names.split(" "), fetcher]) {
    const { stdout } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
    symlinkSync(stdout.trim(), join(bin, name));
  }
  writeFileSync(join(bin, "sleep"), `#!/bin/sh\necho "$1" >>"${join(bin, "pauses")}"\n`, { mode: 0o755 });
  return bin;
}

const withScript =
  (fetcher: string) =>
  async (lock: Lock): Promise<Ended> => {
    const scripts = mkdtempSync(join(root, "scripts with a space-"));
    await prepare({
      folder: scripts,
      requirers: [],
      systems: ["debian-12"],
      architectures: ["amd64"],
      mirrors: [],
      lock,
    });
    const bin = programsWith(fetcher);
    const words = [join(scripts, "download.sh"), "-o", folder];
    const child = spawn("/bin/sh", words, { env: { PATH: bin }, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        said += chunk;
      });
    const status = await new Promise((ended) => child.on("close", ended));
    const isPaused = readdirSync(bin).includes("pauses");
    const pauses = isPaused ? readFileSync(join(bin, "pauses"), "utf8").trim().split("\n").map(Number) : [];
    return { isDone: status === 0, said, pauses };
  };

const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

describe.each([
  ["repo download", withNode, true],
  ["download.sh with curl", withScript("curl"), has("curl")],
  ["download.sh with wget", withScript("wget"), has("wget")],
] as const)("%s", { timeout: 60_000 }, (_, run, isPossible) => {
  const when = it.skipIf(!isPossible);

  when("fetches everything once, and nothing on a repeat", async () => {
    const lock = lockOf({ a: ["large", "whole"], b: ["small", "moved"], same: ["large", "whole"] });

    expect(await run(lock)).toMatchObject({ isDone: true, said: expect.stringMatching(/2 files.* 300070 bytes/) });
    expect([stored("large"), stored("small")]).not.toContain(false);
    expect(server.counted().requests).toBe(3);
    expect(await run(lock)).toMatchObject({ isDone: true });
    expect(server.counted()).toEqual({ bytes: 0, requests: 0 });
  });

  when("goes on where a connection broke", async () => {
    const { isDone } = await run(lockOf({ broken: ["large", "drops"] }));

    expect(isDone).toBe(true);
    expect(stored("large")).toBe(true);
    expect(server.counted().bytes).toBeLessThan(contents.large.length * 1.05);
  });

  when("goes on where an earlier run ended", async () => {
    mkdirSync(join(folder, "store", "partial"), { recursive: true });
    writeFileSync(partial("large"), contents.large.subarray(0, 250_000));

    expect((await run(lockOf({ begun: ["large", "whole"] }))).isDone).toBe(true);

    expect(stored("large")).toBe(true);
    expect(server.counted().bytes).toBeLessThan(60_000);
  });

  when("begins again where what an earlier run left is wrong", async () => {
    mkdirSync(join(folder, "store", "partial"), { recursive: true });
    writeFileSync(partial("large"), Buffer.alloc(250_000, "y"));

    expect((await run(lockOf({ begun: ["large", "whole"] }))).isDone).toBe(true);

    expect(stored("large")).toBe(true);
  });

  when("begins again where a server knows no ranges", async () => {
    expect((await run(lockOf({ plain: ["large", "no-ranges"] }))).isDone).toBe(true);

    expect(stored("large")).toBe(true);
  });

  when("waits as long as a busy server asks", async () => {
    const { isDone, pauses } = await run(lockOf({ busy: ["small", "busy"] }));

    expect({ isDone, pauses }).toEqual({ isDone: true, pauses: [7] });
  });

  when("takes the next address where one has other bytes, more of them, or none", async () => {
    const { isDone } = await run(
      lockOf({
        a: ["large", "wrong", "whole"],
        b: ["small", "longer", "whole"],
        c: ["other", "missing", "dead", "whole"],
      }),
    );

    expect(isDone).toBe(true);
    expect([stored("large"), stored("small"), stored("other")]).not.toContain(false);
  });

  when("names what cannot be had and keeps the rest, so that a repeat fetches only that", async () => {
    const ended = await run(lockOf({ a: ["large", "whole"], gone: ["small", "missing"], z: ["other", "wrong"] }));

    expect(ended.isDone).toBe(false);
    expect(ended.said).toMatch(/gone: .*the server answered 404/);
    expect(ended.said).toMatch(/z: .*its content has another sha256/);
    expect(stored("large")).toBe(true);
    expect(readdirSync(join(folder, "store", "partial"))).toEqual([]);
    server.counted();

    expect((await run(lockOf({ a: ["large", "whole"], gone: ["small", "whole"], z: ["other", "whole"] }))).isDone).toBe(
      true,
    );
    expect(server.counted().requests).toBe(2);
  });

  when("gives up on a server that never answers, with growing pauses", async () => {
    const { isDone, pauses } = await run(lockOf({ a: ["small", "dead"] }));

    expect({ isDone, pauses }).toEqual({ isDone: false, pauses: [1, 2, 4, 8] });
  });

  when("finds content of the store that was damaged and fetches it anew", async () => {
    const lock = lockOf({ a: ["large", "whole"] });
    await run(lock);
    const damaged = Buffer.from(contents.large);
    damaged.writeUInt8(damaged.readUInt8(1000) ^ 1, 1000);
    writeFileSync(path("large"), damaged);

    expect((await run(lock)).isDone).toBe(true);

    expect(stored("large")).toBe(true);
  });
});

describe("repo download", () => {
  const begin = (signal: AbortSignal) =>
    download({
      lock: lockOf({ a: ["large", "stalls"] }),
      folder,
      environment: {},
      signal,
      events: createEvents({ redactor: createRedactor([]) }),
    });

  it("keeps what came when it is interrupted, and goes on from there", async () => {
    const interruption = new AbortController();
    const running = begin(interruption.signal);
    await vi.waitFor(() => expect(readFileSync(partial("large")).length).toBe(150_000), { timeout: 20_000 });

    interruption.abort();

    await expect(running).rejects.toMatchObject({ code: "interrupted", ending: "interrupted" });
    expect(readFileSync(partial("large")).length).toBe(150_000);
    server.counted();
    expect(await withNode(lockOf({ a: ["large", "whole"] }))).toMatchObject({ isDone: true });
    expect(server.counted().bytes).toBeLessThan(160_000);
  });

  it("says that it cannot keep what it fetches", async () => {
    writeFileSync(join(folder, "store"), "a file where a folder should be");

    await expect(begin(new AbortController().signal)).rejects.toMatchObject({
      code: "download-not-kept",
      message: expect.stringContaining(folder),
    });
  });
});

describe("download.sh", () => {
  it.each([
    [
      "a hash that is a path",
      (text: string) => text.replace(/"sha256": "[0-9a-f]{64}"/, '"sha256": "../../../etc/passwd"'),
    ],
    ["an address that is an option", (text: string) => text.replace(/"http:[^"]*"/, '"--output=/etc/passwd"')],
    ["a name with a line of its own", (text: string) => text.replace('"id": "a"', '"id": "a b"')],
    ["nothing", () => "{}"],
  ])("refuses a lock that was changed on its way to hold %s", async (_, change) => {
    const scripts = mkdtempSync(join(root, "hostile-"));
    const lock = lockOf({ a: ["small", "whole"] });
    await prepare({
      folder: scripts,
      requirers: [],
      systems: ["debian-12"],
      architectures: ["amd64"],
      mirrors: [],
      lock,
    });
    const file = join(scripts, "lock.json");
    writeFileSync(file, change(readFileSync(file, "utf8")));

    const { status, stderr } = spawnSync("/bin/sh", [join(scripts, "download.sh"), "-o", folder], { encoding: "utf8" });

    expect(status).toBe(1);
    expect(stderr).toMatch(/no lock file|names nothing/);
    expect(server.counted().requests).toBe(0);
  });
});
