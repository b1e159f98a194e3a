import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Lock, LockedPackage } from "../../lock/lock.ts";
import { source } from "../fixtures/small-bundle.ts";
import { lockedContents } from "./lock-members.ts";
import { refuseSecrets } from "./secret-guard.ts";
import { namedTools, toolMembers } from "./tool-members.ts";
import { treeMembers } from "./tree-members.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "members-"));
});
afterEach(() => rm(root, { recursive: true }));

const place = { path: "plugins/mine", kind: "plugin" } as const;

it("takes every file of a folder, links within it as what they mean, and no history", async () => {
  await mkdir(join(root, "role/.git"), { recursive: true });
  await writeFile(join(root, "role/.git/config"), "");
  await writeFile(join(root, "role/run.sh"), "");
  await chmod(join(root, "role/run.sh"), 0o750);
  await symlink("run.sh", join(root, "role/also.sh"));

  const members = await treeMembers(root, place);

  const found = members.map(({ path, mode }) => `${mode} ${path}`).sort();
  expect(found).toEqual(["755 plugins/mine/role/also.sh", "755 plugins/mine/role/run.sh"]);
});

it.each([
  ["a link out of the folder", () => symlink("/etc/hostname", join(root, "out"))],
  ["a link to nothing", () => symlink("nothing", join(root, "out"))],
  ["a name that a bundle does not take", () => writeFile(join(root, "two words"), "")],
])("refuses %s, naming it", async (_, make) => {
  await make();

  await expect(treeMembers(root, place)).rejects.toMatchObject({
    code: "bundle-member-unfit",
    message: expect.stringContaining(root),
  });
});

it("takes tools by name, and Terraform from PATH where no flag names one", async () => {
  await mkdir(join(root, "bin"));
  await mkdir(join(root, "mirror/registry"), { recursive: true });
  for (const name of ["bin/tofu", "helm", "mirror/registry/provider.zip"]) await writeFile(join(root, name), name);
  const environment = { PATH: join(root, "bin") };
  const options = { cwd: root, environment, tools: ["helm=helm"], toolFolders: ["terraform-providers=mirror"] };

  const members = await toolMembers(namedTools(options));

  expect(members.map(({ path, mode }) => `${mode} ${path}`).sort()).toEqual([
    "644 tools/terraform-providers/registry/provider.zip",
    "755 tools/helm/bin/helm",
    "755 tools/tofu/bin/tofu",
  ]);
  for (const wrong of ["helm", "helm=mirror", "helm=none", "../x=helm"])
    expect(() => namedTools({ ...options, tools: [wrong] })).toThrow(
      expect.objectContaining({ code: "invalid-tool", ending: "invalid" }),
    );
});

it("finds secrets in what people wrote, raw and encoded, and names every place", async () => {
  const secret = "correct horse battery";
  const members = [
    source("fine", "environment/a", "environment"),
    source(`x: ${secret}`, "environment/b", "environment"),
    source(`x: ${Buffer.from(secret).toString("base64")}`, "plugins/c", "plugin"),
    source("-----BEGIN OPENSSH PRIVATE KEY-----", "environment/d", "environment"),
  ];

  await expect(refuseSecrets(members, [secret])).rejects.toMatchObject({
    code: "secret-in-bundle",
    ending: "refused",
    message: expect.stringContaining("environment/b, plugins/c, environment/d"),
  });
});

it("knows the roles that need a package through others, also where those go in a circle", () => {
  const one = (name: string, neededBy: string[], pulledBy: string[]): LockedPackage => ({
    ...{ name, version: "1", architecture: "amd64", filename: `${name}.deb`, urls: [], size: 1, neededBy, pulledBy },
    sha256: source(name).sha256,
  });
  const packages = [one("a", ["web"], []), one("b", [], ["a", "c"]), one("c", [], ["b"])];
  const system = { family: "debian", architectures: ["amd64"], profile: "empty" as const, packages };
  const lock: Lock = {
    ...{ kind: "repository-lock", version: 1, requirements: {}, systems: { "debian-12": system } },
    ...{ files: [], images: [] },
  };

  const needed = lockedContents(lock).map(({ what, neededBy }) => [what, neededBy]);

  expect(needed).toEqual([
    ["debian-12: a 1", ["web"]],
    ["debian-12: b 1", ["web"]],
    ["debian-12: c 1", ["web"]],
  ]);
  expect(lockedContents(lock, new Set(["packages"]))).toEqual([]);
});
