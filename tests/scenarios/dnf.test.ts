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

const root = mkdtempSync(join(tmpdir(), "dnf-"));
let rpms: RpmFolder;
let holder: ReturnType<typeof spawn>;

/** Runs in a namespace whose package databases, caches, logs and installed files are its own. */
const inside = (script: string): SpawnSyncReturns<string> =>
  spawnSync("nsenter", ["--mount", `--target=${holder.pid}`, "--wd=/", "sh", "-s"], {
    input: script,
    encoding: "utf8",
  });

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
      rpms.index("base");
      const { "yum.repos.d/lambdastack.repo": repository = "" } = rhel.point.files({
        uri: `file://${join(root, "base")}`,
      });
      const folder = "/var/lib/lambdastack/repository/yum.repos.d";
      const mounts = ["/var/lib", "/var/cache", "/var/log", "/opt", "/run", homedir()].map(
        (path) => `mount -t tmpfs none ${path}`,
      );
      const program = `set -e\n${mounts.join("\n")}\nmkdir -p ${folder}\ncat >${folder}/lambdastack.repo <<'END'\n${repository}END\necho ready\nexec cat\n`;
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
