import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Phase, Run } from "@lambdastack/core";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** Removes the build folder once everything it describes is gone. Backups stay, and for given machines keys and secrets. */
export const removeBuildFolder = (purge: boolean): Phase<InfrastructureRun> => ({
  name: "remove-build-folder",
  title: "Removing the build folder",
  async run({ run, provider }) {
    const kept = purge ? [] : await keptEntries(run, provider.keepsMachines === true);
    for (const entry of await readdir(run.folder.root))
      if (!kept.includes(entry)) await rm(join(run.folder.root, entry), { recursive: true, force: true });
    if (kept.length === 0) await rm(run.folder.root, { recursive: true, force: true });
    return kept.length === 0 ? "gone" : `kept: ${kept.join(", ")}`;
  },
});

/** Only what holds something; the marker stays with it, so that a later apply may use the folder again. */
async function keptEntries({ folder }: Run, keepsMachines: boolean): Promise<string[]> {
  const wanted = keepsMachines ? [folder.backups, folder.keys, folder.secrets] : [folder.backups];
  const filled: string[] = [];
  for (const path of wanted) if ((await entriesOf(path)).length > 0) filled.push(basename(path));
  return filled.length === 0 ? [] : [...filled, basename(folder.marker)];
}

async function entriesOf(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
