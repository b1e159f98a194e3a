import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { type BuildFolder, buildFolder } from "../build-folder/index.ts";
import { readAddedRoles, withAddedRole, writeAddedRoles } from "./added-roles.ts";

let folder: BuildFolder;
beforeEach(async () => {
  folder = buildFolder(await mkdtemp(join(tmpdir(), "added-")));
});

it("reads back what it wrote, in a folder that did not exist, and says in the file what it is", async () => {
  await writeAddedRoles(folder, { web: ["haproxy"] });

  expect(await readAddedRoles(folder)).toEqual({ web: ["haproxy"] });
  expect(await readFile(folder.addedRoles, "utf8")).toContain("# Take one out and apply");
});

it("is nothing where there is no file, or only its heading", async () => {
  expect(await readAddedRoles(folder)).toEqual({});
  await writeAddedRoles(folder, {});
  expect(await readAddedRoles(folder)).toEqual({});
});

it("adds a role once, also to a component that is named like what every object has", () => {
  const added = withAddedRole({ web: ["haproxy"] }, "haproxy", ["web", "constructor"]);

  expect(Object.entries(added)).toEqual([
    ["web", ["haproxy"]],
    ["constructor", ["haproxy"]],
  ]);
});

it("has one version of a role, the one that was added last", () => {
  const added = { web: ["haproxy@1.2.0", "cache"], api: ["haproxy@1.2.0"] };

  expect(withAddedRole(added, "haproxy@1.3.0", ["web"])).toEqual({
    web: ["haproxy@1.3.0", "cache"],
    api: ["haproxy@1.3.0"],
  });
  expect(withAddedRole(added, "haproxy@latest", ["web"]).api).toEqual(["haproxy@latest"]);
  expect(withAddedRole(added, "haproxy", ["db"])).toEqual({ ...added, db: ["haproxy@1.2.0"] });
});

it.each(["web: haproxy", "- web", "web: [1]", "web: ["])("refuses %j with the file and what to write", async (text) => {
  await mkdir(dirname(folder.addedRoles), { recursive: true });
  await writeFile(folder.addedRoles, text);

  await expect(readAddedRoles(folder)).rejects.toMatchObject({
    code: "added-roles-unreadable",
    ending: "invalid",
    location: { file: folder.addedRoles },
  });
});
