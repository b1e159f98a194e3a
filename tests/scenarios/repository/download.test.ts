import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type UnreliableServer,
  unreliableServer,
} from "../../../repository/src/download/fixtures/unreliable-server.ts";
import type { Lock } from "../../../repository/src/lock/lock.ts";
import { lockText } from "../../../repository/src/lock/lock-text.ts";
import { prepare } from "../../../repository/src/prepare/prepare.ts";
import { storeLayout } from "../../../repository/src/store/store.ts";
import { start } from "../../lab/lambdastack.ts";

const contents = { large: randomBytes(2_000_000), small: randomBytes(100) };
type Content = keyof typeof contents;
const hashOf = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

const root = mkdtempSync(join(tmpdir(), "download-"));
let server: UnreliableServer;
let cwd: string;
beforeAll(async () => {
  server = await unreliableServer(contents);
});
beforeEach(() => {
  cwd = mkdtempSync(join(root, "run-"));
  server.counted();
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

function lockOf(files: Readonly<Record<string, readonly [Content, string]>>): Lock {
  const locked = Object.entries(files).map(([id, [content, way]]) => ({
    id,
    architecture: "any",
    urls: [server.url(way, content)],
    size: contents[content].length,
    sha256: hashOf(contents[content]),
    neededBy: ["sample"],
  }));
  return { kind: "repository-lock", version: 1, requirements: {}, systems: {}, files: locked, images: [] };
}

/** Starts a download of a lock into `downloaded`. */
type Start = (lock: Lock) => Promise<{ pid: number; ended: Promise<{ status: number | null; said: string }> }>;

const byProgram: Start = async (lock) => {
  writeFileSync(join(cwd, "lock.json"), lockText(lock));
  const { pid, ended } = start("repository", ["download", "--lock", "lock.json", "-o", "downloaded"], cwd);
  return { pid, ended: ended.then(({ status, stderr, stdout }) => ({ status, said: stderr + stdout })) };
};

const byScript: Start = async (lock) => {
  const folder = join(cwd, "scripts");
  mkdirSync(folder, { recursive: true });
  await prepare({ folder, requirers: [], systems: ["debian-12"], architectures: ["amd64"], mirrors: [], lock });
  const child = spawn("sh", [join(folder, "download.sh"), "-o", join(cwd, "downloaded")], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  const ended = new Promise<{ status: number | null; said: string }>((done) =>
    child.on("close", (status) => done({ status, said })),
  );
  return { pid: child.pid ?? 0, ended };
};

const store = () => storeLayout(join(cwd, "downloaded", "store"));
const isStored = (content: Content): boolean =>
  readFileSync(store().path(hashOf(contents[content]))).equals(contents[content]);

describe.each([
  ["repo download", byProgram, (pid: number) => pid],
  ["download.sh", byScript, (pid: number) => -pid],
] as const)("%s", (_, begin, killed) => {
  it("names what it could not have, keeps the rest, and ends with 1; the next run fetches that alone", async () => {
    const first = await (await begin(lockOf({ a: ["large", "whole"], gone: ["small", "missing"] }))).ended;
    const isKept = isStored("large");
    server.counted();
    const second = await (await begin(lockOf({ a: ["large", "whole"], gone: ["small", "whole"] }))).ended;

    expect(first).toMatchObject({ status: 1, said: expect.stringMatching(/gone: .*the server answered 404/) });
    expect(isKept).toBe(true);
    expect(second).toMatchObject({ status: 0 });
    expect(server.counted().requests).toBe(1);
    expect(isStored("small")).toBe(true);
  });

  it("leaves nothing half in the store when it is killed, and goes on from where it was", async () => {
    const { pid, ended } = await begin(lockOf({ a: ["small", "whole"], b: ["large", "stalls"] }));
    const partial = store().partial(hashOf(contents.large));
    await vi.waitFor(() => expect(statSync(partial).size).toBeGreaterThan(900_000), { timeout: 60_000, interval: 50 });

    process.kill(killed(pid), "SIGKILL");
    await ended;

    expect(statSync(store().path(hashOf(contents.large)), { throwIfNoEntry: false })).toBeUndefined();
    server.counted();
    expect(await (await begin(lockOf({ a: ["small", "whole"], b: ["large", "whole"] }))).ended).toMatchObject({
      status: 0,
    });
    expect([isStored("small"), isStored("large")]).toEqual([true, true]);
    expect(server.counted().bytes).toBeLessThan(1_100_000);
  });
});
