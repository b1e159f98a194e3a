import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withLock } from "../computer/lock.ts";
import { unmountBelow } from "../computer/mounts.ts";
import { buildImage } from "./build.ts";
import type { Recipe } from "./recipe.ts";
import { recipeKey } from "./recipe.ts";

export interface ImageRequest {
  /** Folder of all images of this user. */
  store: string;
  recipe: Recipe;
  signal: AbortSignal;
  progress: (line: string) => void;
}

/** Directory of an image's root. A folder with this name is always whole: it is renamed into place. */
export function imageRoot(store: string, key: string): string {
  return join(store, key, "root");
}

export async function hasImage(store: string, key: string): Promise<boolean> {
  return stat(imageRoot(store, key)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Builds the image unless it is there. */
export const ensureImage = (request: ImageRequest): Promise<string> =>
  storeImage(request, (directory) => buildImage({ ...request, directory }));

/**
 * Keeps an image unless it is there: `fill` makes `root/` in a folder. Of several runs at once, one makes it and the others wait
 * for it.
 */
export async function storeImage(
  { store, recipe }: Pick<ImageRequest, "store" | "recipe">,
  fill: (directory: string) => Promise<void>,
): Promise<string> {
  const key = recipeKey(recipe);
  if (await hasImage(store, key)) return key;
  await withLock(join(store, ".lock"), async () => {
    await removePartial(store);
    if (await hasImage(store, key)) return;
    const partial = join(store, `.partial-${key}`);
    try {
      await mkdir(partial, { recursive: true, mode: 0o700 });
      await writeFile(join(partial, "recipe.json"), `${JSON.stringify(recipe, null, 2)}\n`);
      await fill(partial);
      await rename(partial, join(store, key));
    } finally {
      await removePartial(store);
    }
  });
  return key;
}

/** What a killed run left. Under the lock nobody builds, and a build never outlives the run that began it. */
async function removePartial(store: string): Promise<void> {
  for (const name of await readdir(store)) {
    if (!name.startsWith(".partial-")) continue;
    await unmountBelow(join(store, name));
    await rm(join(store, name), { recursive: true, force: true });
  }
}
