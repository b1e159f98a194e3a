import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Events, writeFileAtomic } from "@lambdastack/core";
import { erroredStateRefused, erroredStateUnreadable } from "../errors.ts";
import { ask, type Calls, plain } from "../program/run-terraform.ts";
import type { WorkFolder } from "../work-folder/work-folder.ts";
import { type DumpedState, forgetDump, newestDump } from "./dumped-state.ts";
import { readStateText } from "./read-state.ts";
import { newestCopy, putAsideUnlessWhole, sha256 } from "./state-copies.ts";
import { parseTerraformState, type TerraformState } from "./terraform-state.ts";

/**
 * Saves what an earlier run could not, before anything else is done with the cloud: a state left in `errored.tfstate`, or
 * the one that Terraform printed where even that could not be written. Tells whether there was one. Throws
 * `errored-state-unreadable` and `errored-state-refused`.
 */
export async function rescueState(work: WorkFolder, calls: Calls, events: Events): Promise<boolean> {
  const errored = existsSync(work.erroredState) ? await readFile(work.erroredState, "utf8") : undefined;
  const dump = await newestDump(work);
  if (errored === undefined && !dump) return false;
  const state = parseTerraformState(errored ?? "");
  if (!state && !dump) throw erroredStateUnreadable(work.erroredState);
  const saved = parseTerraformState((await readStateText(work, calls).catch(() => undefined)) ?? "");
  const { path, serial, lineage } = await kept(work, { errored, state, dump, saved });
  await makeWay(work, { path, lineage });
  const { status, stdout, stderr } = await ask(calls, ["state", "push", path]);
  if (status !== 0) throw erroredStateRefused(path, plain(stderr || stdout));
  await rm(work.erroredState, { force: true });
  if (dump) await forgetDump(dump);
  const message = `The last run could not save Terraform's state (serial ${serial}); it is saved now. A copy is ${path}.`;
  events.emit({ type: "warning", message });
  return true;
}

interface Found {
  errored: string | undefined;
  state: TerraformState | undefined;
  dump: DumpedState | undefined;
  /** What could be saved last. */
  saved: TerraformState | undefined;
}

/**
 * The newer of the two, with a copy that stays whatever becomes of it. Terraform counts a state only once it is saved: one that
 * follows what was saved under the same number gets the next.
 */
async function kept(work: WorkFolder, { errored = "", state, dump, saved }: Found) {
  const isDump = dump !== undefined && (state === undefined || dump.state.serial >= state.serial);
  const found = isDump ? dump.state : state;
  const { serial: given = 0, lineage = "" } = found ?? {};
  const isSecond = saved?.lineage === lineage && saved.serial === given;
  const serial = isSecond ? given + 1 : given;
  const text = isSecond ? `${JSON.stringify({ ...found, serial }, undefined, 2)}\n` : isDump ? dump.text : errored;
  const path = join(work.copies, `errored-${serial}-${sha256(text)}.json`);
  await writeFileAtomic(path, text);
  return { path, serial, lineage };
}

/** Terraform takes no state in the place of half a one; what it would refuse as another cluster's is then ours to refuse. */
async function makeWay(work: WorkFolder, { path, lineage }: { path: string; lineage: string }): Promise<void> {
  const last = await newestCopy(work.copies);
  if (last && last.state.lineage !== lineage) throw erroredStateRefused(path, "it is of another cluster");
  await putAsideUnlessWhole(work);
}
