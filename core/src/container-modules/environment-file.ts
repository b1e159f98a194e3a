import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildFolder, UNFINISHED } from "../build-folder/index.ts";
import { notOneLine, secretNotGiven } from "./errors.ts";
import type { ContainerCommand } from "./repository-file.ts";

interface Variables {
  module: string;
  envs: ContainerCommand["envs"];
  read: (secret: string) => string | undefined;
}

/** Lines of `NAME=value`. Throws `secret-not-given` (refused) and `variable-not-one-line` (invalid). */
export function environmentLines({ module, envs = {}, read }: Variables): string {
  const lines = Object.entries(envs).map(([name, value]) => {
    const text = typeof value === "object" ? read(value.secret) : String(value);
    if (text === undefined) throw secretNotGiven(module, name, (value as { secret: string }).secret);
    if (/[\r\n]/.test(text)) throw notOneLine(module, name);
    return `${name}=${text}\n`;
  });
  return lines.join("");
}

/**
 * Lends the lines as a file among the secrets, for as long as the work lasts: what stands among a program's arguments can be read
 * by everybody on this computer. One that a killed run left goes with the next lock, as all unfinished files.
 */
export async function withEnvironmentFile<T>(
  { secrets }: BuildFolder,
  lines: string,
  work: (file: string) => Promise<T>,
): Promise<T> {
  const file = join(secrets, `container.${randomBytes(6).toString("hex")}${UNFINISHED}`);
  await mkdir(secrets, { recursive: true, mode: 0o700 });
  await writeFile(file, lines, { mode: 0o600, flag: "wx" });
  try {
    return await work(file);
  } finally {
    await rm(file, { force: true });
  }
}
