import type { Calls } from "../program/run-terraform.ts";
import type { WorkFolder } from "../work-folder/work-folder.ts";
import { checkState } from "./check-state.ts";
import { readStateText } from "./read-state.ts";
import { keepCopy, newestCopy } from "./state-copies.ts";
import type { TerraformState } from "./terraform-state.ts";

/** The state, checked, with a copy of it kept. For before and after everything that may change it. */
export async function guardedState(
  work: WorkFolder,
  calls: Calls,
  { hasMachines }: { hasMachines: boolean },
): Promise<TerraformState | undefined> {
  const text = await readStateText(work, calls);
  const state = checkState({ path: work.state, text, newest: await newestCopy(work.copies), hasMachines });
  if (text !== undefined && state) await keepCopy(work.copies, text, state.serial);
  return state;
}
