import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { askTerraform, type Calls } from "../program/run-terraform.ts";
import type { WorkFolder } from "../work-folder/work-folder.ts";
import { parseTerraformState } from "./terraform-state.ts";

/** Text of the state as it is, undefined where there is none: from its file, or from the backend that a user's own file names. */
export async function readStateText(work: WorkFolder, calls: Calls): Promise<string | undefined> {
  if (await hasOwnBackend(work.directory)) {
    const text = await askTerraform(calls, ["state", "pull"]);
    return isNone(text) ? undefined : text;
  }
  return existsSync(work.state) ? readFile(work.state, "utf8") : undefined;
}

/** A backend that has no state yet is answered for with an empty one of no lineage. */
const isNone = (text: string): boolean => text.trim() === "" || parseTerraformState(text)?.lineage === "";

/** Terraform keeps there which backend the folder was initialised for. */
async function hasOwnBackend(directory: string): Promise<boolean> {
  const file = join(directory, ".terraform", "terraform.tfstate");
  if (!existsSync(file)) return false;
  const { backend } = JSON.parse(await readFile(file, "utf8")) as { backend?: { type?: string } };
  return backend?.type !== undefined && backend.type !== "local";
}
