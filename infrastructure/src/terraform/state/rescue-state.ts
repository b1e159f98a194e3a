import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Events, writeFileAtomic } from "@lambdastack/core";
import { erroredStateRefused, erroredStateUnreadable } from "../errors.ts";
import { ask, type Calls, plain } from "../program/run-terraform.ts";
import type { WorkFolder } from "../work-folder/work-folder.ts";
import { sha256 } from "./state-copies.ts";
import { parseTerraformState } from "./terraform-state.ts";

/**
 * Saves what an earlier run could not: a state left in `errored.tfstate` is copied aside and pushed, before anything
 * else is done with the cloud. Tells whether there was one. Throws `errored-state-unreadable` and `errored-state-refused`.
 */
export async function rescueState(work: WorkFolder, calls: Calls, events: Events): Promise<boolean> {
  if (!existsSync(work.erroredState)) return false;
  const text = await readFile(work.erroredState, "utf8");
  const state = parseTerraformState(text);
  if (!state) throw erroredStateUnreadable(work.erroredState, dirname(calls.logs));
  const kept = join(work.copies, `errored-${state.serial}-${sha256(text)}.json`);
  await writeFileAtomic(kept, text);
  const { status, stdout, stderr } = await ask(calls, ["state", "push", "errored.tfstate"]);
  if (status !== 0) throw erroredStateRefused(work.erroredState, kept, plain(stderr || stdout));
  await rm(work.erroredState);
  const message = `The last run could not save Terraform's state (serial ${state.serial}); it is saved now. A copy is ${kept}.`;
  events.emit({ type: "warning", message });
  return true;
}
