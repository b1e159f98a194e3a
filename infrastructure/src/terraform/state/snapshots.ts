import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "@lambdastack/core";
import type { WorkFolder } from "../work-folder/work-folder.ts";
import { type StateCopy, sha256 } from "./state-copies.ts";
import { parseTerraformState } from "./terraform-state.ts";

/** Milliseconds between two copies. */
const pace = 300;

/**
 * The state while Terraform works, copied now and then. It writes the state in place, so that killed in the middle of that it leaves
 * nothing whole. It is no copy like the others: Terraform gives several of these the same serial.
 */
export interface Snapshots {
  /** Copies what is whole now, unless that was done just before. */
  take(): void;
  /** Resolves when nothing is written any more. */
  ended(): Promise<void>;
}

const fileIn = (copies: string): string => join(copies, "unfinished.json");

export function openSnapshots({ state, copies }: Pick<WorkFolder, "state" | "copies">): Snapshots {
  let last = Number.NEGATIVE_INFINITY;
  let work = Promise.resolve();
  const copy = async (): Promise<void> => {
    const text = await readFile(state, "utf8").catch(() => "");
    const found = parseTerraformState(text);
    // a copy that cannot be kept must not end a run that goes well
    if (found) await writeFileAtomic(fileIn(copies), text).catch(() => undefined);
  };
  return {
    take() {
      if (performance.now() - last < pace) return;
      last = performance.now();
      work = work.then(copy);
    },
    ended: () => work,
  };
}

/** What was copied last in a run that did not end in order. */
export async function lastSnapshot({ copies }: Pick<WorkFolder, "copies">): Promise<StateCopy | undefined> {
  const path = fileIn(copies);
  const text = await readFile(path, "utf8").catch(() => "");
  const state = parseTerraformState(text);
  return state && { path, state, sha256: sha256(text) };
}

/** The state itself is whole: nothing is to be had from an earlier one. */
export async function forgetSnapshot({ copies }: Pick<WorkFolder, "copies">): Promise<void> {
  await rm(fileIn(copies), { force: true });
}
