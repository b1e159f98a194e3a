import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageType } from "../../core/src/resources/package.ts";
import { rhel } from "../../repository/os/rhel/index.ts";
import { type RpmFolder, rpmFolder } from "../lab/rpm-folder.ts";

const tools = ["rpmbuild", "createrepo_c", "dnf", "unshare", "nsenter"];
const isPossible = process.getuid?.() === 0 && tools.every((tool) => spawnSync(tool, ["--version"]).status === 0);

const os = { id: "almalinux", version: "9.4", codename: "", family: "rhel", architecture: "x86_64" } as const;
const context = { os, pendingPaths: new Set<string>(), afterChange: false, sensitive: false };
type Wanted = Parameters<typeof packageType.identify>[0];

const reposdir = "/var/lib/lambdastack/repository/yum.repos.d";
const root = mkdtempSync(join(tmpdir(), "dnf-"));
let rpms: RpmFolder;
let holder: ReturnType<typeof spawn>;

/** Runs in a namespace whose package databases, caches, logs and installed files are its own. */
const inside = (script: string): SpawnSyncReturns<string> =>
  spawnSync("nsenter", ["--mount", `--target=${holder.pid}`, "--wd=/", "sh", "-s"], {
    input: script,
    encoding: "utf8",
  });

/** The same without waiting for it; resolves with its status. */
function start(script: string): Promise<number | null> {
  const words = ["--mount", `--target=${holder.pid}`, "--wd=/", "sh", "-c", script];
  const running = spawn("nsenter", words, { stdio: "ignore" });
  return new Promise((resolve) => running.once("exit", resolve));
}

function observe(props: Wanted) {
  const { status, stdout, stderr } = inside(`(\n${packageType.observe([props, { name: "lsnever" }], os)}\n)`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const [observed, never] = packageType.read(stdout, [props, { name: "lsnever" }]);
  expect(never).toEqual({ status: "not-installed" });
  return observed ?? { status: "" };
}

const differs = (props: Wanted) => packageType.compare(props, observe(props), context);

/** Does what the engine does with one package: looks, changes what differs, and says how that ended. */
function apply(props: Wanted) {
  const observed = observe(props);
  const change = packageType.compare(props, observed, context);
  if (change === undefined) return { action: "none", status: 0, stderr: "" };
  const { status, stderr } = inside(packageType.change(props, change, observed, os));
  return { action: change.action, status, stderr };
}

const done = (action: string) => ({ action, status: 0, stderr: "" });

describe.skipIf(!isPossible)(
  "packages by dnf of Debian, a stand-in for Red Hat Enterprise Linux and its relatives",
  () => {
    beforeAll(async () => {
      rpms = rpmFolder(root);
      rpms.build("base", "lsshell", "1", "Provides: /bin/sh");
      for (const version of ["1.0", "1.1", "2.0"])
        rpms.build("base", "lsapp", version, "Requires: lslib\nRecommends: lsextra");
      rpms.build("base", "lslib", "1.0");
      rpms.build("base", "lsextra", "1.0");
      rpms.build("base", "lsapp-1tool", "9.0");
      rpms.build("base", "lsepoch", "3.1", "Epoch: 1");
      rpms.build(
        "base",
        "lsslow",
        "1.0",
        "",
        "%post\n[ -e /run/quick ] || { echo $PPID >/run/slow; until [ -e /run/quick ]; do sleep 0.1; done; exit; }\n: >/run/configured",
      );
      const held = (name: string) =>
        `: >/run/${name}; echo $PPID >/run/${name}.pid; until [ -e /run/${name}.free ]; do sleep 0.1; done`;
      rpms.build("base", "lsbusy", "1.0", "", `%post\n${held("busy")}`);
      rpms.build("base", "lspair", "1.0", "", '%postun\necho "$1" >/run/pair.postun');
      rpms.build("base", "lspair", "2.0", "", `%post\n${held("pair")}`);
      for (const version of ["1", "2"]) rpms.build("base", "kernel", version);
      for (const name of ["lswaits", "lslast"]) rpms.build("base", name, "1.0");
      rpms.index("base");
      const { "yum.repos.d/lambdastack.repo": repository = "" } = rhel.point.files({
        uri: `file://${join(root, "base")}`,
      });
      const mounts = ["/var/lib", "/var/cache", "/var/log", "/opt", "/run", homedir()].map(
        (path) => `mount -t tmpfs none ${path}`,
      );
      const program = `set -e\n${mounts.join("\n")}\nmkdir -p ${reposdir}\ncat >${reposdir}/lambdastack.repo <<'END'\n${repository}END\necho ready\nexec cat\n`;
      holder = spawn("unshare", ["--mount", "sh", "-c", program], { stdio: ["pipe", "pipe", "inherit"] });
      await new Promise((resolve) => holder.stdout?.once("data", resolve));
    });
    afterAll(async () => {
      const ended = new Promise((resolve) => holder.once("exit", resolve));
      holder.stdin?.end();
      await ended;
      rmSync(root, { recursive: true });
    });

    it("are installed with what they need and nothing that is only recommended", () => {
      expect(apply({ name: "lsapp", version: "1.0" })).toEqual(done("create"));

      expect(observe({ name: "lsapp" })).toEqual({ status: "installed", version: "1.0-1" });
      expect(observe({ name: "lslib" }).status).toBe("installed");
      expect(observe({ name: "lsextra" }).status).toBe("not-installed");
      expect(apply({ name: "lsapp", version: "1.0-1" })).toEqual(done("none"));
    });

    it("go up and down, to a version and to the newest that begins so", () => {
      expect(apply({ name: "lsapp", version: "2.0-1" })).toEqual(done("update"));
      expect(observe({ name: "lsapp" }).version).toBe("2.0-1");
      expect(apply({ name: "lsapp", version: "1*" })).toEqual(done("update"));
      expect(observe({ name: "lsapp" }).version).toBe("1.1-1");
      expect(apply({ name: "lsapp", version: "1.0*" })).toEqual(done("update"));
      expect(observe({ name: "lsapp" }).version).toBe("1.0-1");
      expect(observe({ name: "lsapp-1tool" }).status).toBe("not-installed");
    });

    it("of an epoch are found with it and without", () => {
      expect(apply({ name: "lsepoch", version: "3.1" })).toEqual(done("create"));

      expect(observe({ name: "lsepoch" }).version).toBe("1:3.1-1");
      expect(differs({ name: "lsepoch", version: "1:3*" })).toBeUndefined();
    });

    it("in a version or of a name that no repository has are refused, and what is there stays", () => {
      expect(apply({ name: "lsapp", version: "7.*" })).toMatchObject({
        status: 1,
        stderr: "No repository has lsapp in version 7.*.\n",
      });
      expect(apply({ name: "lsmissing" })).toMatchObject({ status: 1, stderr: expect.stringContaining("lsmissing") });
      expect(observe({ name: "lsapp" }).version).toBe("1.0-1");
    });

    it("are found once the repository has them, though its metadata is not old", () => {
      rpms.build("base", "lslate", "1.0");
      rpms.index("base");

      expect(apply({ name: "lslate" })).toEqual(done("create"));
    });

    it("wait for another program that is changing packages, rpm itself too", async () => {
      const props = { name: "lswaits" };
      const script = packageType.change(props, { action: "create", differences: [] }, observe(props), os);
      const busy = start(`rpm -i --nodeps ${join(root, "base/noarch/lsbusy-1.0-1.noarch.rpm")}`);
      inside("until [ -e /run/busy ]; do sleep 0.1; done");
      const waiting = start(script);

      const refusals = 'grep -c "Could not run transaction" /var/log/dnf.log';
      const refused = inside(`timeout 30 sh -c 'until [ "$(${refusals})" -ge 3 ]; do sleep 0.1; done'`);
      inside(": >/run/busy.free");

      expect(refused.status).toBe(0);
      expect(await Promise.all([busy, waiting])).toEqual([0, 0]);
      expect(observe(props).status).toBe("installed");
      expect(observe({ name: "lsbusy" }).status).toBe("installed");
    });

    it("of which several versions belong beside each other stay so", () => {
      expect(apply({ name: "kernel", version: "1" })).toEqual(done("create"));
      expect(apply({ name: "kernel", version: "2" })).toEqual(done("update"));

      expect(inside("rpm -q kernel").stdout).toBe("kernel-1-1.noarch\nkernel-2-1.noarch\n");
    });

    it("of two versions after a kill of someone else's upgrade are one again, by what the old one still owed", () => {
      expect(apply({ name: "lspair", version: "1.0" })).toEqual(done("create"));
      inside(`dnf -y --setopt=reposdir=${reposdir} install lspair-2.0 >/dev/null 2>&1 &
        until [ -s /run/pair.pid ]; do sleep 0.1; done; kill -9 "$(cat /run/pair.pid)"; : >/run/pair.free; wait`);
      const killed = inside("rpm -q lspair; cat /run/pair.postun").stdout;

      expect(apply({ name: "lslast" })).toEqual(done("create"));

      expect(killed).toBe("lspair-1.0-1.noarch\nlspair-2.0-1.noarch\n");
      expect(inside("rpm -q lspair; cat /run/pair.postun").stdout).toBe("lspair-2.0-1.noarch\n1\n");
      expect(inside("rpm -q kernel").stdout).toBe("kernel-1-1.noarch\nkernel-2-1.noarch\n");
    });

    it("whose installation was killed are no installed ones, and are configured by the next run", async () => {
      const props = { name: "lsslow", version: "1.0" };
      const change = packageType.compare(props, observe(props), context);
      const script = packageType.change(props, change ?? { action: "create", differences: [] }, observe(props), os);
      const running = spawn("nsenter", ["--mount", `--target=${holder.pid}`, "--wd=/", "sh", "-s"], {
        stdio: ["pipe", "ignore", "ignore"],
      });
      const ended = new Promise((resolve) => running.once("exit", resolve));
      running.stdin?.end(script);
      inside(
        'timeout 20 sh -c "until [ -s /run/slow ]; do sleep 0.1; done"; slow=$(cat /run/slow); kill -9 "$slow"; : >/run/quick',
      );
      await ended;

      expect(observe(props).status).toBe("half-configured");
      expect(apply(props)).toEqual(done("update"));
      expect(inside("cat /run/configured").status).toBe(0);
      expect(differs(props)).toBeUndefined();
    });

    it("are removed without what they had needed", () => {
      expect(apply({ name: "lsapp", ensure: "absent" })).toEqual(done("delete"));

      expect(observe({ name: "lsapp" }).status).toBe("not-installed");
      expect(observe({ name: "lslib" }).status).toBe("installed");
      expect(apply({ name: "lsapp", ensure: "absent" })).toEqual(done("none"));
    });
  },
);
