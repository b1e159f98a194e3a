import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { Lock } from "../../../repository/src/lock/lock.ts";
import { start } from "../../lab/lambdastack.ts";
import { type SigningKey, signingKey } from "../../lab/signing-key.ts";
import { type StaticServer, serveFolder } from "../../lab/static-server.ts";

const tools = ["apt-ftparchive", "gpg", "dpkg-deb"];
const isPossible =
  existsSync("/usr/share/keyrings/debian-archive-keyring.gpg") &&
  tools.every((tool) => spawnSync(tool, ["--version"]).status === 0);

const root = mkdtempSync(join(tmpdir(), "sources-"));
const source = join(root, "source");
const plugins = join(root, "plugins");
let server: StaticServer;
let vendor: SigningKey;
let stranger: SigningKey;

/** A package of the vendor; one of them is called as one of Debian's, in an older version. */
function deb(name: string, version: string, depends?: string): void {
  const folder = join(root, `${name}-${version}`);
  mkdirSync(join(folder, "DEBIAN"), { recursive: true });
  const control = { Package: name, Version: version, Architecture: "all", Maintainer: "vendor <vendor@example.com>" };
  writeFileSync(
    join(folder, "DEBIAN/control"),
    stringify({ ...control, ...(depends && { Depends: depends }), Description: "sample" }),
  );
  execFileSync("dpkg-deb", ["--build", "--root-owner-group", folder, source], { stdio: "ignore" });
}

function publish(key: SigningKey): void {
  const ftparchive = (...words: string[]) => execFileSync("apt-ftparchive", words, { cwd: source, encoding: "utf8" });
  writeFileSync(join(source, "Packages"), ftparchive("packages", "."));
  rmSync(join(source, "InRelease"), { force: true });
  rmSync(join(source, "Release"), { force: true });
  writeFileSync(join(source, "Release"), ftparchive("release", "."));
  key.gpg("--clearsign", "--output", join(source, "InRelease"), join(source, "Release"));
}

/** A role that takes packages from the vendor, and trusts one key for that. */
function role(key: SigningKey, packages: object[]): void {
  const folder = join(plugins, "vendor-tool");
  mkdirSync(join(folder, "apply"), { recursive: true });
  writeFileSync(join(folder, "role.yml"), "name: vendor-tool\nversion: 1.0.0\ndescription: a sample\n");
  writeFileSync(join(folder, "apply/index.ts"), "export default () => [];\n");
  writeFileSync(join(folder, "vendor.asc"), key.armoured);
  const keySha256 = createHash("sha256").update(key.armoured).digest("hex");
  const sources = [{ id: "vendor", uri: server.address, suite: "./", key: "vendor.asc", keySha256 }];
  const requirements = { packages: { "debian-12": packages }, sources: { "debian-12": sources } };
  writeFileSync(join(folder, "requirements.yml"), stringify(requirements));
}

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: vendors
  components:
    vendor_tool: { count: 1 }
---
kind: configuration/feature-mapping
specification:
  roles_mapping:
    vendor_tool: [vendor-tool]
`;

const lock = (...words: string[]) =>
  start("repository", ["--plugins", plugins, "lock", "-f", "input.yaml", ...words], root).ended;
const locked = () =>
  (JSON.parse(readFileSync(join(root, "repository.lock.json"), "utf8")) as Lock).systems["debian-12"]?.packages ?? [];

describe.skipIf(!isPossible)("a package source of a third party", () => {
  beforeAll(async () => {
    mkdirSync(source);
    server = await serveFolder(source);
    writeFileSync(join(root, "input.yaml"), documents);
    vendor = signingKey(root, "vendor");
    stranger = signingKey(root, "stranger");
    deb("vendor-tool", "2.0-1", "vendor-library, adduser");
    deb("vendor-library", "2.0-1");
    deb("hello", "0.1-1");
    publish(vendor);
  });
  afterAll(async () => {
    await server.close();
    rmSync(root, { recursive: true });
  });

  it("gives the packages that name it and what only it has; the rest comes from the distribution", async () => {
    role(vendor, [{ name: "vendor-tool", source: "vendor" }]);

    expect(await lock()).toMatchObject({ status: 0, stderr: "" });

    const of = (name: string) => locked().find((each) => each.name === name);
    expect(of("vendor-tool")).toMatchObject({
      version: "2.0-1",
      neededBy: ["vendor-tool"],
      urls: [expect.stringContaining(server.address)],
    });
    expect(of("vendor-library")).toMatchObject({ neededBy: [], pulledBy: ["vendor-tool"] });
    expect(of("adduser")?.urls.join()).not.toContain(server.address);
  });

  it("gives its own version of a package that the distribution has in a newer one, where a role names it", async () => {
    role(vendor, [{ name: "hello", source: "vendor" }]);
    expect(await lock()).toMatchObject({ status: 0 });
    const named = locked().find(({ name }) => name === "hello")?.version;

    role(vendor, [{ name: "hello" }]);
    expect(await lock()).toMatchObject({ status: 0 });
    const unnamed = locked().find(({ name }) => name === "hello")?.version;

    expect(named).toBe("0.1-1");
    expect(unnamed).toMatch(/^2\./);
  });

  it("is refused when any other key signs it", async () => {
    role(stranger, [{ name: "vendor-tool", source: "vendor" }]);

    const ended = await lock();

    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(
      /The package lists cannot be fetched: .*(NO_PUBKEY|not signed|signatures couldn't be verified)/,
    );
  });

  it("is refused when its content changed after it was signed", async () => {
    role(vendor, [{ name: "vendor-tool", source: "vendor" }]);
    const packages = join(source, "Packages");
    const before = readFileSync(packages, "utf8");
    writeFileSync(packages, before.replace("2.0-1", "2.0-2"));

    const ended = await lock();
    writeFileSync(packages, before);

    expect(ended.status).toBe(1);
  });

  it("is named where it lacks what a role wants of it", async () => {
    role(vendor, [{ name: "vendor-tool", version: "3.*", source: "vendor" }]);

    const ended = await lock();

    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(/debian-12, role vendor-tool: .*vendor-tool/);
  });
});
