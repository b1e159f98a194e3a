import { constants } from "node:fs";
import { copyFile, mkdir, readdir, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { type CarriedTools, hashFile } from "@lambdastack/core";
import { withLock } from "../computer/lock.ts";
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

/** What a killed run leaves ends so, and the next one writes over it. */
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

/** Puts an image as one archive into a folder, unless it lies there whole. It is packed once, and kept beside the image. */
export async function packImage({ store, key, recipe, folder, signal }: PackRequest): Promise<void> {
  const archive = await withLock(join(store, ".lock"), () => archiveBeside({ store, key, recipe, signal }));
  const place = join(folder, basename(archive));
  if (await isWhole(place)) return;
  const draft = join(folder, `${key}${unfinished}`);
  await copyFile(archive, draft, constants.COPYFILE_FICLONE);
  await rename(draft, place);
}

async function archiveBeside({ store, key, recipe, signal }: Omit<PackRequest, "folder">): Promise<string> {
  const beside = join(store, key);
  const known = join(beside, archiveOf(recipe, await readdir(beside)) ?? "");
  if (await isWhole(known)) return known;
  const draft = join(beside, `image${unfinished}`);
  const words = ["--create", "--one-file-system", ...kept, ...steady, "--file", draft];
  await run("tar", [...words, "--directory", imageRoot(store, key), "."], { signal });
  const archive = join(beside, archiveName(recipe, (await hashFile(draft)).sha256));
  await rename(draft, archive);
  return archive;
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
  return sha256 !== undefined && (await hashFile(file).catch(() => undefined))?.sha256 === sha256;
}
