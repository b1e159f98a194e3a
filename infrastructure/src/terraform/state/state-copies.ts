import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "@lambdastack/core";
import type { WorkFolder } from "../work-folder/work-folder.ts";
import { parseTerraformState, type TerraformState } from "./terraform-state.ts";

/** A state that was once reached. */
export interface StateCopy {
  path: string;
  sha256: string;
  state: TerraformState;
}

const KEPT = 100;
const NAME = /^(\d+)-([0-9a-f]{64})\.json$/;

export const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** Keeps a copy that is whole on the disk or not there at all, and the last 100. Terraform writes its own file in place. */
export async function keepCopy(directory: string, text: string, serial: number): Promise<void> {
  const names = await copyNames(directory);
  const name = `${serial}-${sha256(text)}.json`;
  if (names.includes(name)) return;
  await writeFileAtomic(join(directory, name), text);
  for (const old of [...names, name].sort(bySerial).slice(0, -KEPT)) await rm(join(directory, old), { force: true });
}

/** The copy of the highest serial; a damaged one is passed over. */
export async function newestCopy(directory: string): Promise<StateCopy | undefined> {
  for (const name of (await copyNames(directory)).reverse()) {
    const path = join(directory, name);
    const text = await readFile(path, "utf8");
    const state = parseTerraformState(text);
    if (state && sha256(text) === NAME.exec(name)?.[2]) return { path, state, sha256: sha256(text) };
  }
  return undefined;
}

/** Moves what is no whole state away from the state's place, beside the copies. Tells whether it did. */
export async function putAsideUnlessWhole({ state, copies }: Pick<WorkFolder, "state" | "copies">): Promise<boolean> {
  if (!existsSync(state)) return false;
  const text = await readFile(state, "utf8");
  if (parseTerraformState(text)) return false;
  await writeFileAtomic(join(copies, `damaged-${sha256(text)}.json`), text);
  await rm(state);
  return true;
}

async function copyNames(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names.filter((name) => NAME.test(name)).sort(bySerial);
}

function bySerial(one: string, other: string): number {
  return Number(NAME.exec(one)?.[1]) - Number(NAME.exec(other)?.[1]);
}
