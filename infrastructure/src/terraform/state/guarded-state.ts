import { beginChanging } from "../aftermath/marker.ts";
import type { Calls } from "../program/run-terraform.ts";
import type { WorkFolder } from "../work-folder/work-folder.ts";
import { checkState } from "./check-state.ts";
import { readStateText } from "./read-state.ts";
import { lastSnapshot } from "./snapshots.ts";
import { keepCopy, newestCopy, putAsideUnlessWhole } from "./state-copies.ts";
import { parseTerraformState, type TerraformState } from "./terraform-state.ts";

/**
 * The state, checked, with a copy of it kept. For before and after everything that may change it. What a killed first run
 * left in its place, before any was whole, says nothing: it is put aside, and what the cloud holds is then looked for by tag.
 */
export async function guardedState(
  work: WorkFolder,
  calls: Calls,
  { hasMachines }: { hasMachines: boolean },
): Promise<TerraformState | undefined> {
  const [copy, snapshot] = [await newestCopy(work.copies), await lastSnapshot(work)];
  const isFirst = copy === undefined && snapshot === undefined && !hasMachines;
  if (isFirst && (await putAsideUnlessWhole(work))) await beginChanging(work, "a run that was killed");
  const text = await readStateText(work, calls);
  const newest = parseTerraformState(text ?? "") ? copy : (snapshot ?? copy);
  const state = checkState({ path: work.state, text, newest, hasMachines });
  if (text !== undefined && state) await keepCopy(work.copies, text, state.serial);
  return state;
}
