import { open } from "node:fs/promises";

/** Waits until a file or folder is on the disk. Without it a power cut can undo a rename in the folder. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  await handle.sync().finally(() => handle.close());
}
