import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "@lambdastack/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rhel } from "../../../repository/os/rhel/index.ts";
import type { ResolutionRequest, Resolver } from "../../../repository/src/os-family.ts";
import { resolvePackages } from "../../../repository/src/resolve/resolve-packages.ts";
import { type SigningKey, signingKey } from "../../lab/signing-key.ts";
import { type StaticServer, serveFolder } from "../../lab/static-server.ts";

const tools = ["rpmbuild", "createrepo_c", "dnf", "gpg"];
const isPossible = tools.every((tool) => spawnSync(tool, ["--version"]).status === 0);

const root = mkdtempSync(join(tmpdir(), "rhel-"));
let server: StaticServer;
let vendor: SigningKey;
let stranger: SigningKey;

function rpm(repository: string, name: string, version: string, more = ""): void {
  const spec = join(root, `${name}.spec`);
  const tags = { Name: name, Version: version, Release: "1", Summary: "sample", License: "MIT", BuildArch: "noarch" };
  const head = Object.entries(tags).map(([tag, value]) => `${tag}: ${value}\n`);
  writeFileSync(spec, `${head.join("")}${more}\n%description\nsample\n%files\n`);
  const define = (macro: string, value: string) => ["--define", `${macro} ${value}`];
  const words = [
    "-bb",
    "--quiet",
    ...define("_topdir", join(root, "top")),
    ...define("_rpmdir", join(root, repository)),
  ];
  execFileSync("rpmbuild", [...words, spec], { stdio: "ignore" });
}

function publish(repository: string, key: SigningKey): void {
  execFileSync("createrepo_c", ["--quiet", "--general-compress-type=gz", join(root, repository)], { stdio: "ignore" });
  key.gpg("--armor", "--detach-sign", join(root, repository, "repodata/repomd.xml"));
}

/** The real resolver; the distribution's archive is the one of the test. */
const resolver = (): Resolver => ({
  ...rhel.resolve,
  tables: (request) => ({
    ...rhel.resolve.tables(request),
    archives: `amd64\tbase-1\t${server.address}/base\thttps://public.example.com\tkeys/base\n`,
    "keys/base": vendor.armoured,
  }),
});

const request = (more: Partial<ResolutionRequest>): ResolutionRequest => ({
  system: "almalinux-9",
  architectures: ["amd64"],
  mirrors: [],
  sources: {},
  wanted: [{ role: "sample", packages: [{ name: "lsapp" }], sources: [] }],
  statuses: {},
  pins: [],
  ...more,
});

const resolve = (more: Partial<ResolutionRequest> = {}, by: Resolver = resolver()) =>
  resolvePackages(by, request(more), (script) =>
    execute({ command: "sh", arguments: ["-s"], input: script, timeLimit: 120 }),
  );

const source = (key: SigningKey): ResolutionRequest["sources"] => ({
  "vendor@1": {
    id: "vendor",
    uri: `${server.address}/vendor`,
    key: "k",
    keySha256: "",
    content: Buffer.from(key.armoured),
  },
});
const fromVendor = [{ role: "sample", packages: [{ name: "lstool", source: "vendor" }], sources: ["vendor@1"] }];

describe.skipIf(!isPossible)("packages of the rhel family, by dnf", () => {
  beforeAll(async () => {
    for (const repository of ["base", "vendor"]) mkdirSync(join(root, repository));
    server = await serveFolder(root);
    [vendor, stranger] = [signingKey(root, "vendor"), signingKey(root, "stranger")];
    rpm("base", "lsbase", "1.0", "Provides: base-of-all");
    rpm("base", "lslib", "2.1", "Requires: base-of-all");
    rpm("base", "lsapp", "3.0", "Requires: lslib >= 2");
    rpm("base", "lsapp", "3.1", "Epoch: 1\nRequires: lslib >= 2");
    rpm("vendor", "lstool", "1.0", "Requires: lsbase");
    publish("base", vendor);
    publish("vendor", vendor);
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true });
  });

  it("are resolved with everything that they need on an empty machine, and who needs it", async () => {
    const packages = await resolve();

    expect(packages.map(({ name, version, neededBy, pulledBy }) => ({ name, version, neededBy, pulledBy }))).toEqual([
      { name: "lsapp", version: "1:3.1-1", neededBy: ["sample"], pulledBy: [] },
      { name: "lsbase", version: "1.0-1", neededBy: [], pulledBy: ["lslib"] },
      { name: "lslib", version: "2.1-1", neededBy: [], pulledBy: ["lsapp"] },
    ]);
    const [app] = packages;
    const path = join(root, "base/noarch/lsapp-3.1-1.noarch.rpm");
    expect(app).toMatchObject({
      architecture: "noarch",
      filename: "lsapp-3.1-1.noarch.rpm",
      urls: [
        `${server.address}/base/noarch/lsapp-3.1-1.noarch.rpm`,
        "https://public.example.com/noarch/lsapp-3.1-1.noarch.rpm",
      ],
      sha256: execFileSync("sha256sum", [path], { encoding: "utf8" }).slice(0, 64),
    });
    expect(await resolve()).toEqual(packages);
  });

  it("keep to a version that is asked for, exactly, by its beginning, or by an earlier lock", async () => {
    const of = async (more: Partial<ResolutionRequest>) =>
      (await resolve(more)).find(({ name }) => name === "lsapp")?.version;
    const wanting = (version: string) => [{ role: "sample", packages: [{ name: "lsapp", version }], sources: [] }];

    expect(await of({ wanted: wanting("3.0*") })).toBe("3.0-1");
    expect(await of({ wanted: wanting("3.1") })).toBe("1:3.1-1");
    expect(await of({ pins: [{ name: "lsapp", version: "3.0-1" }] })).toBe("3.0-1");
    await expect(resolve({ wanted: wanting("4.*") })).rejects.toThrow(/almalinux-9, role sample: .*lsapp-4/);
  });

  it("leave out what the machines have, to the version", async () => {
    const wanted = [{ role: "sample", packages: [{ name: "lsapp" }], sources: [], status: "machine" }];

    const packages = await resolve({ wanted, statuses: { machine: "lsbase-1.0-1.noarch\nlslib-2.0-1.noarch\n" } });

    expect(packages.map(({ name }) => name)).toEqual(["lsapp", "lslib"]);
  });

  it("come from a third party's source where its own key signs it, and from nowhere else", async () => {
    const packages = await resolve({ sources: source(vendor), wanted: fromVendor });

    expect(packages.map(({ name, urls }) => [name, urls[0]?.includes("/vendor/")])).toEqual([
      ["lsbase", false],
      ["lstool", true],
    ]);
    await expect(resolve({ sources: source(stranger), wanted: fromVendor })).rejects.toThrow(/GPG signature/);
  });

  it("are not taken from an archive that nothing vouches for", async () => {
    const plain = { ...rhel.resolve };
    const mirrors = [`${server.address}/almalinux`];

    await expect(resolve({ mirrors }, plain)).rejects.toThrow(/is signed by nobody and comes over http/);
  });

  it("of a registered system are resolved nowhere else", async () => {
    await expect(resolve({ system: "rhel-9" }, rhel.resolve)).rejects.toThrow(
      /Packages of rhel-9 are resolved on a machine that is rhel-9/,
    );
  });
});
