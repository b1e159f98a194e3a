import { execFileSync } from "node:child_process";
import { chmod, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { archiveOf, carriedRecipe, packImage, unpackImage } from "./carried-image.ts";
import { hasImage, imageRoot } from "./image-store.ts";
import { debianRecipe, recipeKey } from "./recipe.ts";

const recipe = debianRecipe(["deb http://mirror/debian bookworm main"], "x86_64");
const elsewhere = debianRecipe(["deb http://other/debian bookworm main"], "x86_64");
const { signal } = new AbortController();
const progress = () => undefined;

let work: string;
let folder: string;
let stores: { here: string; there: string };
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), "image-"));
  folder = join(work, "tools");
  stores = { here: join(work, "here"), there: join(work, "there") };
  const root = imageRoot(stores.here, recipeKey(recipe));
  await mkdir(join(root, "etc"), { recursive: true });
  await mkdir(folder);
  await writeFile(join(root, "etc/hosts"), "127.0.0.1 localhost\n");
  await link(join(root, "etc/hosts"), join(root, "etc/same"));
  await symlink("etc/hosts", join(root, "hosts"));
  await writeFile(join(root, "run"), "");
  await chmod(join(root, "run"), 0o4751);
});
afterEach(() => rm(work, { recursive: true }));

const pack = (store = stores.here, of = recipe) => packImage({ store, key: recipeKey(of), recipe: of, folder, signal });
const unpack = () =>
  unpackImage(
    { store: stores.there, recipe: carriedRecipe(elsewhere), signal, progress },
    { names: () => readdir(folder), folder: async () => folder },
  );
const tree = (root: string): string =>
  execFileSync("find", [root, "-mindepth", "1", "-printf", "%P %y %m %U:%G %n %T@ %l\\n"], { encoding: "utf8" });

test("an image arrives as it was, whatever mirror either computer has, and goes on as the same bytes", async () => {
  await pack();
  const names = await readdir(folder);
  await unpack();
  const carried = imageRoot(stores.there, recipeKey(carriedRecipe(recipe)));
  await rm(folder, { recursive: true });
  await mkdir(folder);

  await pack(stores.there, carriedRecipe(recipe));

  const sorted = (root: string): string[] => tree(root).split("\n").sort();
  expect(sorted(carried)).toEqual(sorted(imageRoot(stores.here, recipeKey(recipe))));
  expect(await readdir(folder)).toEqual(names);
});

test("what lies there damaged is put there again, and packed again where the cache's own is damaged too", async () => {
  await pack();
  const [name = ""] = await readdir(folder);
  const beside = join(stores.here, recipeKey(recipe), name);
  const whole = await readFile(beside);
  for (const damaged of [[join(folder, name)], [join(folder, name), beside]]) {
    for (const file of damaged) await writeFile(file, "damaged");

    await pack();

    expect(await readdir(folder)).toEqual([name]);
    expect(await readFile(join(folder, name))).toEqual(whole);
  }
});

test("a damaged image is refused before anything of it is kept", async () => {
  await pack();
  const [name = ""] = await readdir(folder);
  const bytes = await readFile(join(folder, name));
  bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
  await writeFile(join(folder, name), bytes);

  await expect(unpack()).rejects.toMatchObject({ code: "carried-image-damaged" });

  expect(await hasImage(stores.there, recipeKey(carriedRecipe(recipe)))).toBe(false);
});

test("an archive is found by what is in it: another system, recipe or name is not taken", () => {
  const key = recipeKey(carriedRecipe(recipe));
  const name = `${key}.${"a".repeat(64)}.tar.gz`;

  expect(archiveOf(elsewhere, ["README", name])).toBe(name);
  expect(archiveOf({ ...recipe, architecture: "aarch64" }, [name])).toBeUndefined();
  expect(archiveOf(recipe, [`${key}.tar.gz`, `${key}.${"a".repeat(63)}.tar.gz`])).toBeUndefined();
});
