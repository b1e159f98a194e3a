import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readInside, writeInside } from "./inside.ts";

let top = "";
let root = "";

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), "inside-"));
  root = join(top, "root");
  await mkdir(join(root, "etc"), { recursive: true });
  await writeFile(join(top, "outside"), "untouched");
});

afterEach(() => rm(top, { recursive: true }));

test("a file is written and read below the root", async () => {
  await writeInside({ root, path: "/etc/hosts" }, "text");

  expect(await readInside({ root, path: "/etc/hosts" })).toBe("text");
});

test("a link in place of the file is replaced, and what it points to stays", async () => {
  await symlink(join(top, "outside"), join(root, "etc/hosts"));

  const before = await readInside({ root, path: "/etc/hosts" });
  await writeInside({ root, path: "/etc/hosts" }, "text");

  expect(before).toBe("");
  expect(await readFile(join(top, "outside"), "utf8")).toBe("untouched");
  expect(await readFile(join(root, "etc/hosts"), "utf8")).toBe("text");
});

test("a link in place of a directory is refused", async () => {
  await symlink(top, join(root, "linked"));

  const writing = writeInside({ root, path: "/linked/outside" }, "text");

  await expect(writing).rejects.toMatchObject({ code: "unsafe-path" });
  expect(await readFile(join(top, "outside"), "utf8")).toBe("untouched");
});
