import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeDownloaded } from "../lab/downloaded.ts";
import { checkout, type Ended, type Started, start } from "../lab/lambdastack.ts";

const secretText = "Tr0ub4dor&3-horse-staple";
const documents = `kind: lambdastack-cluster
name: default
provider: any
specification:
  name: carried
  admin_user: { name: operations, key_path: id_ed25519 }
  components:
    load_balancer: { count: 1, machines: [entrance] }
---
kind: infrastructure/machine
name: entrance
provider: any
specification: { hostname: entrance, ip: 192.0.2.12 }
---
kind: configuration/haproxy
name: default
provider: any
specification:
  stats: { enable: true, user: operations, password: "${secretText}" }
`;

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const isRoot = process.getuid?.() === 0;

const repo = (...words: string[]): Promise<Ended> => begin(...words).ended;
const begin = (...words: string[]): Started => start("repository", words, folder);
const done = async (...words: string[]): Promise<string> => {
  const { status, stdout, stderr } = await repo(...words);
  expect(stderr + stdout).toMatch(status === 0 ? /./ : /^$/);
  return stdout;
};
const exporting = (output: string, ...more: string[]) => [
  "export",
  "-f",
  "input.yaml",
  "--from",
  "downloaded",
  "-o",
  output,
  "--key",
  "key",
  "--serial",
  "7",
  ...more,
];
const small = ["--without", "cli", "--without", "tools"];

/** Content of every file below a folder, by path. */
function tree(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  const sums = execFileSync("sha256sum", paths, { encoding: "utf8", maxBuffer: 64e6 });
  return Object.fromEntries(
    sums
      .trim()
      .split("\n")
      .map((line) => [line.slice(66).slice(root.length + 1), line.slice(0, 64)]),
  );
}

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "bundle-")));
  writeFileSync(at("input.yaml"), documents);
  mkdirSync(at("downloaded"));
  await makeDownloaded({ folder: at("downloaded"), input: at("input.yaml"), version: "1.0", padding: 300_000 });
  for (const key of ["key", "other"]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(key)]);
  writeFileSync(at("signers"), `tests namespaces="lambdastack-bundle" ${readFileSync(at("key.pub"), "utf8")}`);
  writeFileSync(at("strangers"), `x namespaces="lambdastack-bundle" ${readFileSync(at("other.pub"), "utf8")}`);
  process.env.SOURCE_DATE_EPOCH = "1767225600";
});
afterAll(() => {
  delete process.env.SOURCE_DATE_EPOCH;
  rmSync(folder, { recursive: true });
});

describe("a bundle", () => {
  it("is the same to the byte when it is exported twice, with the programs in it", async () => {
    await done(...exporting("full.lsb"));
    const first = execFileSync("sha256sum", [at("full.lsb")], { encoding: "utf8" });

    await done(...exporting("full.lsb"));

    expect(execFileSync("sha256sum", [at("full.lsb")], { encoding: "utf8" })).toBe(first);
    expect(readdirSync(folder).filter((name) => name.includes("unfinished"))).toEqual([]);
  });

  it("is what tar reads too, and names who signed it", async () => {
    const { manifest, signer } = JSON.parse(await done("inspect", "full.lsb", "--signers", "signers", "--json"));

    const listed = execFileSync("tar", ["-tf", at("full.lsb")], { encoding: "utf8" })
      .trim()
      .split("\n");
    const paths = manifest.members.map(({ path }: { path: string }) => path);
    expect(listed).toEqual(["manifest.json", "manifest.json.sig", ...paths]);
    expect(paths).toContain("tools/node/bin/node");
    const fingerprint = execFileSync("ssh-keygen", ["-lf", at("key.pub")], { encoding: "utf8" });
    expect(fingerprint).toContain(signer.fingerprint);
    expect(signer.principal).toBe("tests");
  });

  it("holds no secret, in whatever place, and is refused where someone put one", async () => {
    execFileSync(process.execPath, [join(checkout, "lambdastack/dist/cli.cjs"), "validate", "-f", "input.yaml"], {
      cwd: folder,
    });
    const build = at("build/carried");
    mkdirSync(join(build, "secrets"), { recursive: true });
    mkdirSync(join(build, "keys"));
    mkdirSync(join(build, "config"));
    const stored = "another-secret-of-the-cluster";
    writeFileSync(join(build, "secrets/postgresql-admin"), stored);
    writeFileSync(join(build, ".lambdastack"), "A build folder of LambdaStack.\n");
    const state = "kind: state\nversion: 1.0.0\nlineage: carried\nserial: 1\n";
    writeFileSync(join(build, "state.yml"), state);
    cpSync(at("other"), join(build, "keys/id_ed25519"));

    await done(...exporting("secret.lsb", ...small));
    const archive = readFileSync(at("secret.lsb"));
    writeFileSync(join(build, "state.yml"), `${state}shop:\n  password: ${stored}\n`);
    const { status, stderr } = await repo(...exporting("secret.lsb", ...small));

    const key = readFileSync(at("other"), "latin1").split("\n")[2] ?? "";
    for (const text of [secretText, stored, key]) expect(archive.includes(text)).toBe(false);
    expect(archive.includes("environment/build/state.yml")).toBe(true);
    expect(archive.includes("192.0.2.12")).toBe(true);
    expect([status, stderr]).toEqual([4, expect.stringContaining("environment/build/state.yml")]);
    expect(readFileSync(at("secret.lsb")).equals(archive)).toBe(true);
    rmSync(at("build"), { recursive: true });
  });

  it("is signed with a key of the cluster's own, made once and for its owner alone", async () => {
    const words = ["export", "-f", "input.yaml", "--from", "downloaded", "-o", "own.lsb", ...small];
    await done(...words);
    const key = readFileSync(at("build/carried/keys/bundle"));
    const { allowedSigner } = JSON.parse(await done(...words, "--json"));

    expect(readFileSync(at("build/carried/keys/bundle")).equals(key)).toBe(true);
    expect(statSync(at("build/carried/keys/bundle")).mode & 0o777).toBe(0o600);
    expect(allowedSigner).toMatch(/^carried namespaces="lambdastack-bundle" ssh-ed25519 /);
    await done("verify", "own.lsb", "-b", "build/carried");
    rmSync(at("build"), { recursive: true });
  });
});

describe("an import", () => {
  it("makes a folder of a bundle, and only of one that a trusted key signed", async () => {
    const none = await repo("import", "full.lsb", "-o", "none");
    const strange = await repo("import", "full.lsb", "-o", "none", "--signers", "strangers");
    await done("import", "full.lsb", "-o", "full", "--signers", "signers");

    expect([none.status, strange.status]).toEqual([4, 4]);
    expect(strange.stderr).toContain(`* namespaces="lambdastack-bundle" ssh-ed25519`);
    expect(readdirSync(folder).filter((name) => name.startsWith("none"))).toEqual([]);
    const downloaded = tree(at("downloaded"));
    expect(tree(at("full"))).toMatchObject(downloaded);
  });

  it("of a difference gives what the full bundle gives, and refuses to go back or to do without its base", async () => {
    await done(...exporting("one.lsb", ...small));
    await done("import", "one.lsb", "-o", "stepwise", "--signers", "signers");
    const old = at("kept");
    cpSync(at("downloaded"), old, { recursive: true });
    rmSync(at("downloaded"), { recursive: true });
    mkdirSync(at("downloaded"));
    await makeDownloaded({ folder: at("downloaded"), input: at("input.yaml"), version: "1.1", padding: 1000 });
    const next = ["--serial", "8"];

    await done(...exporting("two.lsb", ...small, ...next));
    await done(...exporting("delta.lsb", ...small, ...next, "--base", "one.lsb"));
    const without = await repo("import", "delta.lsb", "-o", "nothing", "--signers", "signers");
    await done("import", "delta.lsb", "-o", "stepwise", "--signers", "signers");
    await done("import", "two.lsb", "-o", "direct", "--signers", "signers");
    const back = await repo("import", "one.lsb", "-o", "direct", "--signers", "signers");
    await done("import", "one.lsb", "-o", "direct", "--signers", "signers", "--allow-rollback");

    const [stepwise, direct] = [tree(at("stepwise")), tree(at("direct"))];
    const content = (of: Record<string, string>) => ({ ...of, "manifest.json": "", "manifest.json.sig": "" });
    await done("import", "two.lsb", "-o", "direct", "--signers", "signers");
    expect(content(stepwise)).toEqual(content(tree(at("direct"))));
    expect(direct).not.toEqual(stepwise);
    expect(statSync(at("delta.lsb")).size).toBeLessThan(statSync(at("two.lsb")).size);
    expect([without.status, without.stderr]).toEqual([4, expect.stringContaining("parts of its base are not here")]);
    expect([back.status, back.stderr]).toEqual([4, expect.stringContaining("--allow-rollback")]);
    rmSync(at("downloaded"), { recursive: true });
    cpSync(old, at("downloaded"), { recursive: true });
  });

  it("killed at any moment leaves nothing that looks whole, and a repeat ends it", async () => {
    for (const milliseconds of [150, 250, 350, 450, 600]) {
      const importing = begin("import", "full.lsb", "-o", "killed", "--signers", "signers");
      const timer = setTimeout(() => importing.kill("SIGKILL"), milliseconds);
      await importing.ended;
      clearTimeout(timer);
      if (existsSync(at("killed"))) expect(tree(at("killed"))).toEqual(tree(at("full")));
    }
    const last = await repo("import", "full.lsb", "-o", "killed", "--signers", "signers");

    expect(last.status).toBe(0);
    expect(tree(at("killed"))).toEqual(tree(at("full")));
    expect(readdirSync(folder).filter((name) => /unfinished|replaced/.test(name))).toEqual([]);
  });

  it("interrupted says so and ends with 130", async () => {
    const importing = begin("import", "full.lsb", "-o", "interrupted", "--signers", "signers");
    const until = setInterval(() => {
      if (!existsSync(at("interrupted.unfinished/lock.json"))) return;
      clearInterval(until);
      importing.kill("SIGINT");
    }, 2);

    const { status, stderr } = await importing.ended;
    clearInterval(until);

    expect([status, existsSync(at("interrupted"))]).toEqual([130, false]);
    expect(stderr).toContain("Interrupted");
    await done("import", "full.lsb", "-o", "interrupted", "--signers", "signers");
    expect(tree(at("interrupted"))).toEqual(tree(at("full")));
  });
});

describe("an export", () => {
  it("killed at any moment leaves the old bundle, and a repeat ends it", async () => {
    const before = readFileSync(at("full.lsb"));
    for (const milliseconds of [200, 400, 600]) {
      const working = begin(...exporting("full.lsb"));
      const timer = setTimeout(() => working.kill("SIGKILL"), milliseconds);
      await working.ended;
      clearTimeout(timer);
      expect(readFileSync(at("full.lsb")).equals(before)).toBe(true);
    }

    await done(...exporting("full.lsb"));

    expect(readFileSync(at("full.lsb")).equals(before)).toBe(true);
    expect(existsSync(at("full.lsb.unfinished"))).toBe(false);
  });

  it("two at once: one writes, the other is refused or comes after it", async () => {
    const both = await Promise.all([repo(...exporting("twice.lsb")), repo(...exporting("twice.lsb"))]);

    const ends = both.map(({ status }) => status).sort();
    expect([
      [0, 0],
      [0, 4],
    ]).toContainEqual(ends);
    await done("verify", "twice.lsb", "--signers", "signers");
  });

  it("finds a package that changed after its download", async () => {
    const [name = ""] = Object.keys(tree(at("downloaded"))).filter((path) => path.startsWith("store/"));
    const path = at("downloaded", name);
    const before = readFileSync(path);
    const changed = Buffer.from(before);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    writeFileSync(path, changed);

    const { status, stderr } = await repo(...exporting("bad.lsb", ...small));

    writeFileSync(path, before);
    expect([status, existsSync(at("bad.lsb"))]).toEqual([1, false]);
    expect(stderr).toContain("its sha256 is");
  });
});

describe.skipIf(!isRoot)("on a disk that is too small", () => {
  const onSmallDisk = (megabytes: number, command: string) =>
    spawnSync(
      "unshare",
      ["-m", "sh", "-c", `mount -t tmpfs -o size=${megabytes}m none "$1" && cd "$1" && ${command}`, "sh", at("disk")],
      {
        encoding: "utf8",
        env: { ...process.env, CLI: join(checkout, "repository/dist/cli.cjs"), NODE: process.execPath, AT: folder },
      },
    );

  beforeAll(() => mkdirSync(at("disk"), { recursive: true }));

  it("an import is refused before it writes, with the room it needs", () => {
    const { status, stderr, stdout } = onSmallDisk(
      20,
      '"$NODE" "$CLI" import "$AT/full.lsb" -o new --signers "$AT/signers"; status=$?; find . -type f; exit $status',
    );

    expect([status, stdout]).toEqual([4, ""]);
    expect(stderr).toContain("2.2 times its content");
  });

  it("an import that runs out of it says so, and goes on when there is more", () => {
    const { status, stdout, stderr } = onSmallDisk(
      600,
      `mount -o remount,nr_inodes=100 . && words="import $AT/full.lsb -o new --signers $AT/signers"; "$NODE" "$CLI" $words; first=$?
       ls; mount -o remount,nr_inodes=10000 . && "$NODE" "$CLI" $words && ls && exit $first`,
    );

    expect([status, stdout.split("\n")]).toEqual([
      1,
      ["new.unfinished", expect.stringMatching(/^Verified/), "new", ""],
    ]);
    expect(stderr).toContain("no space left on device");
  });

  it("an export ends with 1 and leaves nothing", () => {
    const words = exporting("bundle.lsb").map((word) =>
      /^(input.yaml|downloaded|key)$/.test(word) ? `"$AT/${word}"` : word,
    );

    const { status, stdout, stderr } = onSmallDisk(
      20,
      `"$NODE" "$CLI" ${words.join(" ")}; status=$?; find . -type f; exit $status`,
    );

    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("cannot be written");
  });
});

describe("check", () => {
  it("is content with a folder and a bundle that hold everything", async () => {
    const inFolder = await done("check", "-f", "input.yaml", "--offline", "downloaded");
    const inBundle = await done("check", "-f", "input.yaml", "--offline", "full.lsb", "--signers", "signers");

    for (const text of [inFolder, inBundle]) expect(text).toContain("Nothing is missing");
  });

  it("names every missing artifact and the role that needs it", async () => {
    cpSync(at("downloaded"), at("lacking"), { recursive: true });
    const { systems } = JSON.parse(readFileSync(at("lacking/lock.json"), "utf8"));
    for (const wanted of ["haproxy", "libshared"]) {
      const { sha256 } = systems["debian-12"].packages.find(({ name }: { name: string }) => name === wanted);
      rmSync(at("lacking/store/sha256", sha256.slice(0, 2), sha256));
    }

    const { status, stdout } = await repo("check", "-f", "input.yaml", "--offline", "lacking");

    expect(status).toBe(1);
    expect(stdout).toMatch(/^debian-12: haproxy 1\.0 \(sha256 \w+\), needed by haproxy$/m);
    expect(stdout).toMatch(/^debian-12: libshared 1\.0 \(sha256 \w+\), needed by haproxy, node-exporter, repository$/m);
    expect(stdout).toContain("2 missing.");
  });

  it("says that a bundle without its packages is not complete", async () => {
    await done(...exporting("empty.lsb", ...small, "--without", "packages"));

    const { status, stdout } = await repo(
      "check",
      "-f",
      "input.yaml",
      "--offline",
      "empty.lsb",
      "--signers",
      "signers",
    );

    expect([status, stdout]).toEqual([1, expect.stringContaining("haproxy 1.0")]);
  });
});

describe("the command line in a bundle", () => {
  /** The programs of this computer but for node and npm, in no network. */
  const bare = (script: string) => {
    const bin = at("bin");
    if (!existsSync(bin)) {
      mkdirSync(bin);
      for (const from of ["/bin", "/usr/bin"])
        for (const name of readdirSync(from))
          if (!/^(node|npm|npx|nodejs)$/.test(name) && !existsSync(join(bin, name)))
            symlinkSync(join(from, name), join(bin, name));
    }
    const lonely = isRoot ? ["unshare", "-n"] : [];
    return spawnSync("env", ["-i", `PATH=${bin}`, `HOME=${at("home")}`, ...lonely, "sh", "-c", script], {
      cwd: folder,
      encoding: "utf8",
    });
  };
  const unpack =
    "rm -rf carried && mkdir -p carried && tar -C carried -xf full.lsb manifest.json manifest.json.sig tools";
  const install = `sh carried/tools/install.sh --prefix ${"$PWD"}/installed --bin ${"$PWD"}/commands`;

  it("is installed and runs with no npm, no node and no network", () => {
    const { stdout, stderr, status } = bare(
      `${unpack} && ${install} --signers signers && PATH=$PWD/commands:$PATH && command -v node npm; repo verify full.lsb --signers signers && lambdastack validate -f input.yaml && components list && lambdastack template -f new.yaml -p local`,
    );

    expect([status, stderr.match(/rror/g)]).toEqual([0, null]);
    expect(stdout).toContain("Installed 2.0.0");
    expect(stdout).toMatch(/Verified \d+ members/);
    expect(stdout).toContain("haproxy");
  });

  it("is not installed from whom nobody trusts, nor with a changed, missing or additional file", () => {
    const untrusted = bare(`${unpack} && ${install} --signers strangers`);
    const unnamed = bare(`${unpack} && ${install}`);
    const changed = bare(`${unpack} && echo >> carried/tools/cli/package.json && ${install} --signers signers`);
    const missing = bare(`${unpack} && rm carried/tools/cli/package.json && ${install} --signers signers`);
    const added = bare(`${unpack} && touch carried/tools/cli/evil.js && ${install} --signers signers`);

    const statuses = [untrusted, unnamed, changed, missing, added].map(({ status }) => status);
    expect(statuses).toEqual([4, 4, 4, 4, 4]);
    expect(added.stderr).toContain("tools/cli/evil.js");
  });
});
