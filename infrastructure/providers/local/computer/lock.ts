import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { programFailed } from "../errors.ts";
import { searchPath } from "./run.ts";

/**
 * Runs `work` while a flock on the file is held. A child holds it and lets go when its standard input ends, so
 * the lock never outlives this process, however that ends.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const holder = spawn("flock", ["--exclusive", path, "sh", "-c", "echo held; exec cat"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { PATH: searchPath },
  });
  const ended = once(holder, "close");
  const held = await Promise.race([once(holder.stdout, "data").then(() => true), ended.then(() => false)]);
  if (!held) throw programFailed(`flock ${path}`, holder.exitCode ?? 1, "");
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
