import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Lock } from "../../../repository/src/lock/lock.ts";
import { checkout, start } from "../../lab/lambdastack.ts";

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
/** The mirror is the one that this computer's own apt uses. */
const isPossible = existsSync(keyring) && spawnSync("apt-get", ["--version"]).status === 0;

const cwd = mkdtempSync(join(tmpdir(), "debian-"));
const plugins = join(checkout, "plugins");
const repo = (...words: string[]) => start("repository", ["--plugins", plugins, ...words], cwd).ended;
const read = (path: string): string => readFileSync(join(cwd, path), "utf8");
const lockOf = (): Lock => JSON.parse(read("repository.lock.json"));

describe.skipIf(!isPossible)("the quickstart's packages of Debian 12, from the real mirror", () => {
  beforeAll(async () => {
    cpSync(join(checkout, "examples/quickstart.yaml"), join(cwd, "input.yaml"));
    const { status, stderr } = await repo("lock", "-f", "input.yaml");
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
  afterAll(() => rmSync(cwd, { recursive: true }));

  it("are locked to the byte, with what they need and who needs them", () => {
    const { packages } = lockOf().systems["debian-12"] ?? { packages: [] };
    const of = (name: string) => packages.find((each) => each.name === name);

    for (const [name, role] of [
      ["haproxy", "haproxy"],
      ["postgresql-15", "postgresql"],
      ["prometheus", "prometheus"],
      ["prometheus-node-exporter", "node-exporter"],
      ["nginx-light", "hello-web"],
    ] as const)
      expect(of(name)?.neededBy).toContain(role);
    expect(of("libssl3")).toMatchObject({ neededBy: [], pulledBy: expect.arrayContaining(["haproxy"]) });
    const known = new Set(packages.map(({ name }) => name));
    expect(packages.filter(({ neededBy, pulledBy }) => [...neededBy, ...pulledBy].length === 0)).toEqual([]);
    expect(packages.flatMap(({ pulledBy }) => pulledBy).filter((name) => !known.has(name))).toEqual([]);
  });

  it("give the same bytes again", async () => {
    const before = read("repository.lock.json");

    expect(await repo("lock", "-f", "input.yaml")).toMatchObject({ status: 0 });

    expect(read("repository.lock.json")).toBe(before);
  });

  it("are locked for another architecture too, what has none only once", async () => {
    const words = ["--components", "web", "--lock", "both.json", "--architecture", "arm64,amd64"];

    expect(await repo("lock", "-f", "input.yaml", ...words)).toMatchObject({ status: 0 });

    const { architectures, packages } = (JSON.parse(read("both.json")) as Lock).systems["debian-12"] ?? {
      packages: [],
    };
    const of = (name: string) => packages.filter((each) => each.name === name).map(({ architecture }) => architecture);
    expect(architectures).toEqual(["amd64", "arm64"]);
    expect([of("libc6"), of("adduser")]).toEqual([["amd64", "arm64"], ["all"]]);
  });

  it("stay as they are when another one is updated, where the mirror still has them", async () => {
    const before = read("repository.lock.json");
    const debian = lockOf().systems["debian-12"]?.packages ?? [];
    const index = spawnSync("apt-cache", ["madison", "openssl"], { encoding: "utf8" }).stdout;
    const versions = index.split("\n").flatMap((line) => line.split("|")[1]?.trim() ?? []);
    const [newest] = debian.filter(({ name }) => name === "openssl").map(({ version }) => version);
    const older = versions.find((version) => version !== newest);
    if (newest === undefined || older === undefined) return;

    writeFileSync(join(cwd, "repository.lock.json"), before.replaceAll(`"${newest}"`, `"${older}"`));
    const adduser = await repo("lock", "-f", "input.yaml", "--update", "adduser");
    const afterOther = lockOf().systems["debian-12"]?.packages.find(({ name }) => name === "openssl");
    const openssl = await repo("lock", "-f", "input.yaml", "--update", "openssl", "--update", "libssl3");

    expect([adduser.status, openssl.status]).toEqual([0, 0]);
    expect(afterOther?.version).toBe(older);
    expect(openssl.stdout).toContain(`debian-12: openssl ${older} -> ${newest}`);
    expect(read("repository.lock.json")).toBe(before);
  });

  it("are checked against the requirements without being resolved", async () => {
    expect(await repo("lock", "-f", "input.yaml", "--check")).toMatchObject({ status: 0 });

    const stale = await repo("lock", "-f", "input.yaml", "--components", "web", "--check", "--json");

    expect(stale.status).toBe(2);
    expect(JSON.parse(stale.stdout).reasons).toContain("haproxy is no longer part of the cluster");
  });

  it("are downloaded once; a repeat fetches nothing", async () => {
    const first = await repo("download", "-f", "input.yaml", "-o", "downloaded", "--json");
    const second = await repo("download", "-f", "input.yaml", "-o", "downloaded", "--json");

    expect([first.status, second.status]).toEqual([0, 0]);
    expect(JSON.parse(second.stdout).fetched).toEqual({ files: 0, images: 0, bytes: 0 });
    expect(read("downloaded/lock.json")).toBe(read("repository.lock.json"));
    expect(hashes("downloaded")).toEqual(wanted());
  });

  it("are resolved and downloaded the same by scripts, in dash, without Node and without any of this computer's variables", async () => {
    const environment = { PATH: pathWithoutNode() };
    const prepared = await repo(
      "prepare",
      "-f",
      "input.yaml",
      "--lock",
      "none.json",
      "-os",
      "debian-12",
      "-o",
      "scripts",
    );
    const script = join(cwd, "scripts", "download.sh");

    const first = spawnSync("/bin/dash", [script], { env: environment, encoding: "utf8", timeout: 300_000 });
    const second = spawnSync("/bin/dash", [script], { env: environment, encoding: "utf8", timeout: 300_000 });

    expect(prepared.status).toBe(0);
    expect({ status: first.status, stderr: first.stderr.split("\n").at(-2) }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^\[(\d+)\/\1\] ([\d.]+)\/\2 MB {2}/),
    });
    expect(second).toMatchObject({ status: 0, stderr: expect.not.stringContaining("[") });
    expect(read("scripts/lock.json")).toBe(read("repository.lock.json"));
    expect(hashes("scripts/downloaded")).toEqual(wanted());
  });

  it("are told apart by role where one cannot be had", async () => {
    const own = join(cwd, "own");
    cpSync(join(checkout, "plugins/hello-web"), join(own, "hello-web"), { recursive: true });
    writeFileSync(
      join(own, "hello-web/requirements.yml"),
      "packages: { debian: [{ name: nginx-light, version: '0.1*' }] }\n",
    );
    const words = ["lock", "-f", "input.yaml", "--lock", "other.json"];

    const ended = await start("repository", ["--plugins", own, ...words], cwd).ended;

    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(/debian-12, role hello-web: .*0\.1\*/);
    expect(existsSync(join(cwd, "other.json"))).toBe(false);
  });
});

const wanted = (): string[] =>
  [...new Set((lockOf().systems["debian-12"]?.packages ?? []).map(({ sha256 }) => sha256))].sort();

/** Names of what the store holds, each of which sha256sum confirms. */
function hashes(folder: string): string[] {
  const store = join(cwd, folder, "store/sha256");
  const files = readdirSync(store).flatMap((part) =>
    readdirSync(join(store, part)).map((name) => join(store, part, name)),
  );
  const { stdout } = spawnSync("sha256sum", files, { encoding: "utf8" });
  const lines = stdout.trim().split("\n");
  expect(lines.filter((line) => !line.endsWith(line.slice(0, 64)))).toEqual([]);
  return lines.map((line) => line.slice(0, 64)).sort();
}

/** Every program of the usual folders but Node, also for the user that apt checks signatures as. */
function pathWithoutNode(): string {
  const bin = join(cwd, "bin");
  mkdirSync(bin);
  chmodSync(cwd, 0o755);
  for (const folder of ["/usr/bin", "/bin", "/usr/sbin"]) {
    for (const name of readdirSync(folder)) {
      if (!/^(node|npm|npx)/.test(name) && !existsSync(join(bin, name)))
        symlinkSync(join(folder, name), join(bin, name));
    }
  }
  return bin;
}
