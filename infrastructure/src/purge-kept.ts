import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { type BuildFolder, buildFolder, lockBuildFolder, openBuildFolder, type Settings } from "@lambdastack/core";

/** The build folder where a destroy has left backups, keys or secrets alone: nothing in it says what was applied. */
export function keptFolder({ cwd, build }: Settings): BuildFolder | undefined {
  if (build === undefined) return undefined;
  const folder = buildFolder(resolve(cwd, build));
  return existsSync(folder.marker) && !existsSync(folder.manifest) && !existsSync(folder.state) ? folder : undefined;
}

/** Removes what an earlier destroy kept, once the user agrees. */
export async function purgeKept({ root }: BuildFolder, { approve }: Pick<Settings, "approve">): Promise<void> {
  const folder = await openBuildFolder(root);
  const lock = await lockBuildFolder(folder, { command: "infra destroy" });
  try {
    const text = `  - build folder ${root}, with the backups, keys and secrets that an earlier destroy kept`;
    await approve({ text, hasChanges: true, destroys: true });
    await rm(root, { recursive: true, force: true });
  } finally {
    await lock.release();
  }
}
