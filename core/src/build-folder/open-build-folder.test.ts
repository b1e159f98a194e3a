import { chmod, mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { umask } from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openBuildFolder } from "./open-build-folder.ts";
import { writeFileAtomic } from "./write-file-atomic.ts";

let root: string;
beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), "build-folder-")), "demo");
});

const mode = async (path: string) => (await stat(path)).mode & 0o777;

it("creates a folder and its parts for the owner alone", async () => {
  const folder = await openBuildFolder(root, { create: true });

  const parts = [folder.root, folder.secrets, folder.keys, folder.states, folder.runs, folder.applied];
  expect(await Promise.all(parts.map(mode))).toEqual(parts.map(() => 0o700));
  expect(await mode(folder.marker)).toBe(0o600);
});

it("opens its own folder again and closes what was left open to others", async () => {
  await openBuildFolder(root, { create: true });
  await chmod(join(root, "secrets"), 0o755);

  const folder = await openBuildFolder(root, { create: true });

  expect(await mode(folder.secrets)).toBe(0o700);
});

it("creates nothing when it is only to be read", async () => {
  await expect(openBuildFolder(root)).rejects.toMatchObject({ code: "build-folder-missing", ending: "invalid" });
});

it("accepts a folder that holds nothing but an inventory written by hand", async () => {
  await mkdir(root);
  await writeFile(join(root, "inventory.yml"), "web: {hosts: {one: {}}}\n");

  await expect(openBuildFolder(root, { create: true })).resolves.toMatchObject({ root });
});

it("refuses a directory with other content and leaves it as it was", async () => {
  await mkdir(root, { mode: 0o755 });
  await writeFile(join(root, "thesis.tex"), "");

  const opening = openBuildFolder(root, { create: true });

  await expect(opening).rejects.toMatchObject({
    code: "foreign-folder",
    message: expect.stringContaining("thesis.tex"),
  });
  expect(await readdir(root)).toEqual(["thesis.tex"]);
  expect(await mode(root)).toBe(0o755);
});

it("refuses a symbolic link, a file, and a part that is a link", async () => {
  const target = `${root}-target`;
  await openBuildFolder(target, { create: true });
  await symlink(target, root);
  await writeFile(`${root}-file`, "");
  await mkdir(`${root}-part`);
  await writeFile(join(`${root}-part`, "state.yml"), "");
  await symlink(target, join(`${root}-part`, "secrets"));

  for (const path of [root, `${root}-file`, `${root}-part`]) {
    await expect(openBuildFolder(path, { create: true })).rejects.toMatchObject({ code: "not-a-directory" });
  }
});

it("refuses to begin on a disk with too little space, naming the folder", async () => {
  const opening = openBuildFolder(root, { create: true, minimumFree: Number.MAX_SAFE_INTEGER });

  await expect(opening).rejects.toMatchObject({
    code: "little-space",
    ending: "refused",
    message: expect.stringContaining(root),
  });
});

describe("with an open umask", () => {
  let before: number;
  beforeEach(() => {
    before = umask(0);
  });
  afterEach(() => {
    umask(before);
  });

  it("writes private files whatever the umask and the old mode", async () => {
    await mkdir(root);
    const path = join(root, "state.yml");
    await writeFile(path, "old", { mode: 0o644 });

    await writeFileAtomic(path, "new");

    expect(await mode(path)).toBe(0o600);
    expect(await readFile(path, "utf8")).toBe("new");
  });

  it("replaces a link instead of writing to where it points", async () => {
    await mkdir(root);
    await writeFile(join(root, "elsewhere"), "untouched");
    await symlink(join(root, "elsewhere"), join(root, "file"));

    await writeFileAtomic(join(root, "file"), "new");

    expect(await readFile(join(root, "elsewhere"), "utf8")).toBe("untouched");
    expect(await readFile(join(root, "file"), "utf8")).toBe("new");
  });
});
