import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { CarriedTools } from "@lambdastack/core";
import { run } from "../computer/run.ts";
import { carriedImageDamaged } from "../errors.ts";
import { type ImageRequest, imageRoot, storeImage } from "./image-store.ts";
import { type Recipe, recipeKey } from "./recipe.ts";

/** An image that came from elsewhere: it is known by its recipe without the mirror, which is that of another computer. */
export const carriedRecipe = (recipe: Recipe): Recipe => ({ ...recipe, sources: [] });

export const isCarried = ({ sources }: Recipe): boolean => sources.length === 0;

/** Owners by number, and capabilities of programs. */
const kept = ["--numeric-owner", "--xattrs", "--xattrs-include=*"];
/** The same folder always gives the same bytes. */
const steady = [
  "--format=posix",
  "--sort=name",
  "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime",
  "--use-compress-program=gzip -n",
];

/** What a killed run left has this name. */
const unfinished = ".unfinished";

/** Name of an archive: what is in it, and the hash of its bytes. */
const archiveName = (recipe: Recipe, sha256: string): string => `${recipeKey(carriedRecipe(recipe))}.${sha256}.tar.gz`;

/** Of these names, that of an archive with the image of a recipe, whatever mirror it was built from. */
export function archiveOf(recipe: Recipe, names: readonly string[]): string | undefined {
  const key = recipeKey(carriedRecipe(recipe));
  return names.find((name) => name.startsWith(`${key}.`) && /^[0-9a-f]{64}\.tar\.gz$/.test(name.slice(key.length + 1)));
}

export interface PackRequest {
  /** Folder of all images, and key of the one to pack. */
  store: string;
  key: string;
  recipe: Recipe;
  /** Folder that the archive comes to lie in. */
  folder: string;
  signal: AbortSignal;
}

/** Writes an image as one archive, unless it lies there whole. */
export async function packImage({ store, key, recipe, folder, signal }: PackRequest): Promise<void> {
  const names = await readdir(folder);
  for (const name of names) if (name.endsWith(unfinished)) await rm(join(folder, name));
  const known = archiveOf(recipe, names);
  if (known !== undefined && (await isWhole(join(folder, known)))) return;
  const draft = join(folder, `${key}${unfinished}`);
  try {
    const words = ["--create", "--one-file-system", ...kept, ...steady, "--file", draft];
    await run("tar", [...words, "--directory", imageRoot(store, key), "."], { signal });
    if (known !== undefined) await rm(join(folder, known));
    await rename(draft, join(folder, archiveName(recipe, await hashOf(draft))));
  } finally {
    await rm(draft, { force: true });
  }
}

/** Takes an image from what was carried here. Throws `carried-image-damaged` before anything of it is unpacked. */
export async function unpackImage(request: ImageRequest, tools: CarriedTools): Promise<void> {
  const name = archiveOf(request.recipe, await tools.names());
  const file = join(await tools.folder(), name ?? "");
  if (name === undefined || !(await isWhole(file))) throw carriedImageDamaged(file);
  await storeImage(request, async (directory) => {
    const root = join(directory, "root");
    await mkdir(root);
    const words = ["--extract", "--gzip", "--preserve-permissions", "--same-owner", ...kept, "--file", file];
    await run("tar", [...words, "--directory", root], { signal: request.signal });
  });
}

/** Whether a file is what the hash in its name says. */
async function isWhole(file: string): Promise<boolean> {
  const [, sha256] = /\.([0-9a-f]{64})\.tar\.gz$/.exec(file) ?? [];
  return sha256 !== undefined && (await hashOf(file).catch(() => "")) === sha256;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
