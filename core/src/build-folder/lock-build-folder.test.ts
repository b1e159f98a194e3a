import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type BuildFolder, buildFolder } from "./build-folder.ts";
import { lockBuildFolder } from "./lock-build-folder.ts";

const fixture = (name: string) => [
  "--import",
  "jiti/register",
  fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)),
];
const apply = { command: "lambdastack apply", run: "run-1" };

let folder: BuildFolder;
beforeEach(async () => {
  folder = buildFolder(await mkdtemp(join(tmpdir(), "lock-")));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function startHolder(): Promise<ChildProcess> {
  const holder = spawn(execPath, [...fixture("hold-lock.ts"), folder.root], { stdio: ["ignore", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  return holder;
}

it("gives the lock to one and names the holder to the other within a second", async () => {
  const lock = await lockBuildFolder(folder, apply);
  const begun = performance.now();

  const second = lockBuildFolder(folder, { command: "lambdastack destroy" });

  await expect(second).rejects.toMatchObject({
    code: "build-folder-locked",
    ending: "refused",
    message: expect.stringMatching(new RegExp(`lambdastack apply.*process ${process.pid} .*since 20\\d\\d-`)),
  });
  expect(performance.now() - begun).toBeLessThan(1000);
  await lock.release();
});

it("can be taken again after it was released, and released twice", async () => {
  const lock = await lockBuildFolder(folder, apply);
  await Promise.all([lock.release(), lock.release()]);

  const again = await lockBuildFolder(folder, apply);

  expect((await stat(folder.lockFile)).mode & 0o777).toBe(0o600);
  await again.release();
});

it("is free as soon as its holder was killed, and blames no one from the past", async () => {
  const holder = await startHolder();
  await expect(lockBuildFolder(folder, apply)).rejects.toThrow(`process ${holder.pid}`);

  holder.kill("SIGKILL");
  await once(holder, "close");

  await vi.waitFor(async () => (await lockBuildFolder(folder, apply)).release(), { timeout: 1000, interval: 10 });
});

it("outlives an interrupt that the terminal sends to the whole process group", async () => {
  const holder = await startHolder();
  const flock = await readFile(`/proc/${holder.pid}/task/${holder.pid}/children`, "utf8");

  const fields = await readFile(`/proc/${flock.trim()}/stat`, "utf8");
  const [, , group, session] = fields.slice(fields.lastIndexOf(")") + 2).split(" ");
  holder.kill("SIGKILL");

  expect([group, session]).toEqual([flock.trim(), flock.trim()]);
});

it("does not keep a program alive that has nothing more to do", async () => {
  const ended = await promisify(execFile)(execPath, [...fixture("lock-and-end.ts"), folder.root], { timeout: 10_000 });

  expect(ended.stderr).toBe("");
});

it("removes what a killed program left unfinished", async () => {
  const left = `${folder.state}.abc.unfinished`;
  await writeFile(left, "half");

  await (await lockBuildFolder(folder, apply)).release();

  await expect(stat(left)).rejects.toMatchObject({ code: "ENOENT" });
});

it("leaves a folder that the import of a bundle did not end, so that it is gone on with", async () => {
  const left = join(folder.root, "offline.unfinished");
  await mkdir(left);
  await writeFile(join(left, "lock.json"), "{}");

  await (await lockBuildFolder(folder, apply)).release();

  expect(await readFile(join(left, "lock.json"), "utf8")).toBe("{}");
});

it("says what to install where flock is missing", async () => {
  vi.stubEnv("PATH", "/nonexistent");

  await expect(lockBuildFolder(folder, apply)).rejects.toMatchObject({
    code: "flock-missing",
    hint: expect.stringContaining("util-linux"),
  });
});
