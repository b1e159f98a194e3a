import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "@lambdastack/core";
import { isOurs, openSpoolFolder, spoolFolders } from "../program/spool-folder.ts";
import type { WorkFolder } from "../work-folder/work-folder.ts";
import { sha256 } from "./state-copies.ts";
import { parseTerraformState, type TerraformState } from "./terraform-state.ts";

/** A state that Terraform could save nowhere and printed. */
export interface DumpedState {
  path: string;
  text: string;
  state: TerraformState;
}

const NAME = /^dumped-(\d+)-([0-9a-f]{64})\.json$/;

/** Keeps it beside the copies of the state; where their disk is full, where output is spooled. Resolves with its path. */
export async function keepDump(work: WorkFolder, text: string): Promise<string> {
  const name = `dumped-${parseTerraformState(text)?.serial ?? 0}-${sha256(text)}.json`;
  const beside = join(work.copies, name);
  try {
    await writeFileAtomic(beside, text);
    return beside;
  } catch {
    const elsewhere = join(await openSpoolFolder(work.directory), name);
    await writeFileAtomic(elsewhere, text);
    return elsewhere;
  }
}

/** The one of the highest serial that is whole. */
export async function newestDump(work: WorkFolder): Promise<DumpedState | undefined> {
  const all = await Promise.all([work.copies, ...spoolFolders(work.directory)].map(dumpsIn));
  return all.flat().sort((one, other) => other.state.serial - one.state.serial)[0];
}

export async function forgetDump({ path }: DumpedState): Promise<void> {
  await rm(path, { force: true });
}

async function dumpsIn(folder: string): Promise<DumpedState[]> {
  if (!(await isOurs(folder))) return [];
  const names = (await readdir(folder)).filter((name) => NAME.test(name));
  const read = await Promise.all(names.map((name) => wholeDump(join(folder, name), NAME.exec(name)?.[2])));
  return read.flatMap((dump) => dump ?? []);
}

async function wholeDump(path: string, hash: string | undefined): Promise<DumpedState | undefined> {
  const text = await readFile(path, "utf8");
  const state = parseTerraformState(text);
  return state && sha256(text) === hash ? { path, text, state } : undefined;
}
