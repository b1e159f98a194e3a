import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { execute, syncPath } from "@lambdastack/core";
import { notUnpacked } from "../errors.ts";

const replacedName = (target: string) => `${target}.replaced`;

/** The folder changes in two renames; an end between them is mended by the next import. */
export async function swapFolder(target: string, staging: string): Promise<void> {
  await syncAll(staging);
  if (existsSync(target)) await rename(target, replacedName(target));
  await rename(staging, target);
  await syncPath(dirname(target));
  await rm(replacedName(target), { recursive: true, force: true });
}

export async function mendSwap(target: string): Promise<void> {
  const replaced = replacedName(target);
  if (!existsSync(replaced)) return;
  if (existsSync(target)) await rm(replaced, { recursive: true });
  else await rename(replaced, target);
}

/** Everything that was written reaches the disk before it gets the name under which it is used. */
async function syncAll(staging: string): Promise<void> {
  const { status, stderr } = await execute({ command: "sync", arguments: ["-f", staging], timeLimit: 3600 });
  if (status !== 0) throw notUnpacked(staging, new Error(stderr.trim()));
}
