import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { countRoundTrips, createEvents, createRedactor, execute } from "@lambdastack/core";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { download } from "../../../repository/src/download/download.ts";
import { imageRows, resolveImages } from "../../../repository/src/images/resolve-images.ts";
import type { Lock, LockedImage } from "../../../repository/src/lock/lock.ts";
import { mirrorFiles } from "../../../repository/src/pointing/mirror-files.ts";
import { pointingOf } from "../../../repository/src/pointing/pointing.ts";
import { Cluster, endWithSuite } from "../../lab/cluster.ts";
import { type ImageRegistry, imageRegistry } from "../../lab/image-registry.ts";
import { checkout, start } from "../../lab/lambdastack.ts";
import { leftovers, type Traces, traces } from "../../lab/leftovers.ts";
import { machinesPossible } from "../../lab/machines-possible.ts";
import { refusedPackets } from "../../lab/refused-packets.ts";
import { isLong, randomFrom, seed } from "../../lab/sweep.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: served
  prefix: lab
  admin_user:
    name: operations
  local:
    network: jump-host
    address_pool: 10.88.0.0/24
  components:
    repository:
      count: 1
    web:
      count: 1
`;
const [repository, web] = ["lab-served-repository-1", "lab-served-web-1"];
/** Paths with type, rights, owner, time to the nanosecond, target and content. */
const tree = `cd / && find etc/apt etc/containers etc/containerd var/lib/apt var/cache/apt \\( -name lock -o -name partial \\) -prune -o -printf '%p %y %m %U:%G %T@ %l\\n' 2>/dev/null | sort
find /etc/apt /etc/containers /etc/containerd /var/lib/apt -type f ! -name lock -exec sha256sum {} + 2>/dev/null | sort; ls /var/lib/lambdastack`;
/** What somebody may have made of a machine's package sources. */
const own = `cd /etc/apt
printf 'deb http://mirror.example.org/debian bookworm main\\n' >sources.list.d/own.list
chmod 0640 sources.list.d/own.list && chown operations:operations sources.list.d/own.list
ln -s own.list sources.list.d/also.list
printf 'Acquire::http::Proxy "http://proxy.example.org:3128";\\n' >apt.conf.d/99proxy
mkdir -p /etc/containers /etc/containerd
touch -d '2020-02-02 02:02:02.123456789' sources.list.d apt.conf.d`;

let cluster: Cluster;
let before: Traces;
let untouched: string;
let release: string;
let registry: ImageRegistry;

interface Status {
  repository?: { release: string; address: string; key: string; registry?: string };
  releases: string[];
  machines: { machine: string; state: string; release?: string; drift: string[] }[];
}
const repo = (...words: string[]) => cluster.lambdastack("repo", ...words, "-b", cluster.build, "--json");
const status = async (): Promise<Status> => JSON.parse((await repo("status")).stdout) as Status;
const lineage = () => (parse(cluster.read("build/served/state.yml")) as { lineage: string }).lineage;
const quiet = () => ({
  signal: new AbortController().signal,
  events: createEvents({ redactor: createRedactor([]) }),
});
const environment = () => ({ ...process.env, HOME: registry.home });
/** An image for one architecture, and one for two of which only one is wanted. */
async function imagesFetched(): Promise<LockedImage[]> {
  registry = await imageRegistry(join(cluster.folder, "registry"));
  const single = {
    reference: `${registry.address}/lab/single:amd64`,
    digest: await registry.push("lab/single", "amd64"),
  };
  await registry.push("lab/several", "amd64");
  await registry.push("lab/several", "arm64");
  const index = await registry.pushIndex("lab/several", "v1", ["amd64", "arm64"]);
  const several = { reference: `${registry.address}/lab/several:v1`, digest: index };
  const rows = imageRows(
    [{ name: "hello-web", directory: "/", requirements: { images: [single, several] } }],
    ["amd64"],
  );
  return resolveImages(rows, (script) =>
    execute({ command: "sh", arguments: ["-s"], input: script, timeLimit: 60, environment: environment() }),
  );
}
describe.skipIf(!machinesPossible())("a repository machine and one without internet", () => {
  beforeAll(async () => {
    before = traces();
    cluster = new Cluster("served", documents);
    const made = await cluster.lambdastack("infra", "apply", "-f", "input.yaml", "--json");
    expect(made.stderr.slice(-2000)).not.toContain("error:");
    cluster.on(web, own);
    untouched = cluster.on(web, tree);
  });

  endWithSuite(() => [cluster]);

  it("serves what it fetched itself, and nothing else is reached", async () => {
    const applied = await cluster.apply();

    expect(applied.stderr.slice(-2000)).not.toContain("error:");
    expect(applied.status).toBe(0);
    expect(await (await fetch(`http://${cluster.addresses()[web]}/`)).text()).toContain("Hello");
    expect(cluster.on(web, "getent hosts deb.debian.org || echo dead")).toBe("dead");
    expect(refusedPackets("10.88.0.0/24")).toBe(0);
    release = (await status()).repository?.release ?? "";
    expect(release).toMatch(/^[0-9a-f]{16}$/);
    expect(lineage()).not.toBe("");
  });

  it("has nothing to do afterwards, in the two round trips that every machine costs anyway", async () => {
    expect(await cluster.pending()).toMatchObject({ status: 0, infrastructure: [], changes: [] });
    const again = await cluster.apply();

    expect(JSON.parse(again.stdout)).toMatchObject({ changed: 0 });
    const trips = await countRoundTrips(cluster.lastEvents());
    for (const machine of [repository, web]) expect(trips[machine]).toBe(2);
  });

  it("says what somebody changed, and mends it", async () => {
    cluster.on(web, 'echo "// mine" >>/etc/apt/apt.conf.d/00lambdastack');
    cluster.on(repository, "systemctl stop lambdastack-repository");

    const found = await status();
    expect(found.machines.find(({ machine }) => machine === web)?.drift).toEqual(["/etc/apt/apt.conf.d/00lambdastack"]);
    expect(found.machines.find(({ machine }) => machine === repository)?.drift).toEqual([
      "lambdastack-repository.service is not running",
    ]);

    expect((await repo("create")).status).toBe(0);
    expect((await status()).machines.flatMap(({ drift }) => drift)).toEqual([]);
  });

  it("gives every machine its own sources back, byte for byte, with edits kept and the repository dead", async () => {
    cluster.on(repository, "systemctl stop lambdastack-repository lambdastack-registry");
    cluster.on(
      web,
      'echo "// mine" >>/etc/apt/apt.conf.d/00lambdastack; cp -p /etc/apt/sources.list.d/own.list /tmp/own',
    );
    cluster.on(web, "echo '# edited' >>/etc/apt/sources.list.d/own.list");

    const { status: ended } = await repo("teardown");

    expect(ended).toBe(0);
    expect(cluster.on(web, "tail -n 1 /etc/apt/sources.list.d/own.list")).toBe("# edited");
    expect(cluster.on(web, "cat /var/lib/lambdastack/edited/*/00lambdastack | tail -n 1")).toBe("// mine");
    cluster.on(web, "cp -p /tmp/own /etc/apt/sources.list.d/own.list; rm -r /var/lib/lambdastack/edited");
    const [then, now] = [untouched, cluster.on(web, tree)].map((text) => text.split("\n").filter(isOfApt));
    expect(now).toEqual(then);
    expect(cluster.on(web, "ls /var/lib/lambdastack")).not.toContain("repository");
    expect(cluster.on(repository, "systemctl is-enabled lambdastack-repository 2>/dev/null || echo gone")).toContain(
      "gone",
    );
  });

  it("is put back after an end before the journal of pointing", async () => {
    cluster.on(web, "mkdir /var/lib/lambdastack/repository && touch /var/lib/lambdastack/repository/restore.sh.new");

    const { status: ended, stderr } = await repo("teardown");

    expect(ended, stderr).toBe(0);
    expect(cluster.on(web, "ls /var/lib/lambdastack")).not.toContain("repository");
  });

  it("is put back after an end at any moment of pointing", async () => {
    expect((await repo("create")).status).toBe(0);
    const { key, address } = (await status()).repository ?? { key: "", address: "" };
    expect((await repo("teardown")).status).toBe(0);
    const clean = cluster.on(web, tree).split("\n").filter(isOfApt);
    const input = { system: "debian-12", base: `${address}/r/${release}`, release, key };
    const { script } = pointingOf({ ...input, registry: "10.88.0.2:5000", upstreams: ["docker.io"] });
    const encoded = Buffer.from(script).toString("base64");
    const random = randomFrom(seed);

    for (let n = 0; n < (isLong ? 10 : 3); n++) {
      const seconds = (random() * 0.3).toFixed(3);
      cluster.on(
        web,
        `echo ${encoded} | base64 -d >/tmp/point; timeout -s KILL ${seconds} sh /tmp/point >/dev/null 2>&1; rm /tmp/point`,
      );
      const ended = await repo("teardown");

      expect(ended.status, ended.stderr).toBe(0);
      expect(cluster.on(web, tree).split("\n").filter(isOfApt), `killed after ${seconds} s`).toEqual(clean);
      expect(cluster.on(web, "ls /var/lib/lambdastack")).not.toContain("repository");
    }
  });

  it("is mended by the next command where a run ended in the middle; a plan only says so", async () => {
    const half = '{"state":"pointing","release":"0123456789abcdef","hash":"h"}';
    expect((await repo("create")).status).toBe(0);
    cluster.on(web, `cd /var/lib/lambdastack/repository && rm placed && echo '${half}' >point.json`);
    expect((await status()).machines.find(({ machine }) => machine === web)?.state).toBe("half pointed");

    const planned = await cluster.lambdastack("plan", "-f", "input.yaml");
    expect(planned.stderr).toContain(`A run ended while it changed the package sources of ${web}`);
    expect(planned.stdout).toContain(`${web}: point at release`);
    const applied = await cluster.apply();

    expect(applied.status, applied.stderr.slice(-2000)).toBe(0);
    expect(applied.stderr).toContain("They were put back.");
    expect((await status()).machines.map(({ state }) => state)).toEqual(["pointed", "pointed"]);
  });

  it("serves the old release or the new one, whole, when the one who makes it is killed", async () => {
    expect((await repo("create")).status).toBe(0);
    const random = randomFrom(seed);
    const words = ["--plugins", join(checkout, "plugins"), "repo", "create", "-b", cluster.build];

    for (let n = 0; n < (isLong ? 10 : 2); n++) {
      // without its record the release is made anew
      cluster.on(repository, "rm -f /srv/lambdastack/releases/*/release.json");
      const making = start("lambdastack", words, cluster.folder);
      await wait(500 + random() * 2500);
      making.kill("SIGKILL");
      await making.ended;

      const install = "apt-get -qq update && apt-get -qq -y --reinstall --download-only install nginx-light >/dev/null";
      expect(cluster.on(web, `apt-get clean; ${install} && echo whole`)).toBe("whole");
    }
    expect((await repo("create")).status).toBe(0);
  });

  it("switches releases while twenty clients update, and none of them fails", async () => {
    const lock = JSON.parse(cluster.read("build/served/repository.lock.json")) as Lock;
    const [some] = lock.systems["debian-12"]?.packages ?? [];
    if (!some) throw new Error("the lock is empty");
    const { urls, size, sha256 } = some;
    const extra = { id: "extra", architecture: "any", urls, size, sha256, neededBy: ["hello-web"] };
    cluster.write("second.lock.json", JSON.stringify({ ...lock, files: [extra] }));
    const made = await repo("create", "--lock", "second.lock.json");
    expect(made.status, made.stderr).toBe(0);
    const second = (await status()).repository?.release ?? "";
    expect((await status()).releases).toEqual([second, release]);
    cluster.on(web, clients(isLong ? 20 : 4));

    for (const to of [release, second, release]) expect((await repo("switch", "--to", to)).status).toBe(0);

    await expect.poll(() => cluster.on(web, "cat /tmp/clients/ended | wc -l")).toBe("20");
    expect(cluster.on(web, "cat /tmp/clients/ended | sort -u; rm -r /tmp/clients")).toBe("0");
    expect((await status()).machines.map((machine) => machine.release)).toEqual([release, release]);
  });

  it("lists what it cannot reach at a teardown, goes on serving it, and ends it later", async () => {
    cluster.on(
      web,
      "systemd-run --quiet --on-active=5 --timer-property=AccuracySec=100ms systemctl start ssh; systemctl stop ssh",
    );

    const first = await repo("teardown");

    expect(first.status).toBe(1);
    expect(JSON.parse(first.stdout)).toMatchObject({ restored: [repository], failed: [{ machine: web }] });
    expect((await fetch(`http://${cluster.addresses()[repository]}/r/${release}/release.json`)).status).toBe(200);
    await expect.poll(async () => (await repo("teardown")).status, { interval: 1000 }).toBe(0);
    expect((await repo("create")).status).toBe(0);
  });

  it("installs from a folder that was carried here, without any internet", async () => {
    const images = await imagesFetched();
    const lock = { ...(JSON.parse(cluster.read("build/served/repository.lock.json")) as Lock), images };
    cluster.write("with-images.lock.json", JSON.stringify(lock));
    await download({ ...quiet(), lock, folder: join(cluster.folder, "downloaded"), environment: environment() });
    cluster.write("downloaded/lock.json", JSON.stringify(lock));
    await registry.close();
    expect((await repo("teardown")).status).toBe(0);
    cluster.on(repository, "rm -rf /srv/lambdastack");
    cluster.edit("network: jump-host", "network: isolated");

    const applied = await cluster.apply("--offline", "downloaded");

    expect(applied.status, applied.stderr.slice(-2000)).toBe(0);
    expect((await status()).machines.map(({ state }) => state)).toEqual(["pointed", "pointed"]);
    expect(
      cluster.on(
        web,
        "apt-get -qq update && apt-get -qq -y install --reinstall nginx-light >/dev/null 2>&1 && echo installed",
      ),
    ).toBe("installed");
    expect(refusedPackets("10.88.0.0/24")).toBe(0);
  });

  it("serves images by the digests that they had, also to a client that only knows a mirror", async () => {
    const { images } = JSON.parse(cluster.read("with-images.lock.json")) as Lock;
    const address = (await status()).repository?.registry ?? "";
    const upstreams = [registry.address];
    const files = mirrorFiles({ registry: address, upstreams });
    const drop = files["/etc/containers/registries.conf.d/00-lambdastack.conf"] ?? "";
    const home = join(cluster.folder, "client");
    mkdirSync(join(home, ".config/containers"), { recursive: true });
    cluster.write("client/.config/containers/registries.conf", drop);
    const environment = { ...process.env, HOME: home };

    for (const { reference, digest } of images) {
      const name = `docker://${reference.replace(/:[^:/]*$/, "")}@${digest}`;
      const options = ["copy", "--quiet", "--override-arch", "amd64", name, `dir:${join(cluster.folder, "pulled")}`];
      const { status: ended, stderr } = spawnSync("skopeo", options, { env: environment, encoding: "utf8" });
      expect(ended, stderr).toBe(0);
      const [ours = ""] = [`${address}/${reference.replace(":", "-")}`];
      const inspect = ["inspect", "--raw", "--tls-verify=false", `docker://${ours}`];
      const raw = spawnSync("skopeo", inspect, { encoding: "buffer" }).stdout;
      expect(`sha256:${createHash("sha256").update(raw).digest("hex")}`).toBe(digest);
    }
    expect(images.length).toBe(2);
  });

  it("leaves nothing behind", async () => {
    await cluster.end({ hasFailed: false });

    expect(leftovers(before)).toEqual([]);
  });
});

/** Twenty programs that update again and again, each with lists of its own; how often each failed stands in `ended`. */
const clients = (rounds: number): string => `mkdir -p /tmp/clients && cd /tmp/clients && : >ended
for n in $(seq 20); do
  mkdir -p $n/lists/partial $n/cache/archives/partial
  (failed=0
  for round in $(seq ${rounds}); do
    apt-get -qq update -o Dir::State::lists=/tmp/clients/$n/lists -o Dir::Cache=/tmp/clients/$n/cache -o APT::Sandbox::User=root || failed=$((failed + 1))
  done
  echo $failed >>ended) >$n/log 2>&1 &
done
:`;

/** Packages that roles installed meanwhile brought files of their own elsewhere. */
function isOfApt(line: string): boolean {
  return /etc\/(apt|containers|containerd)/.test(line);
}
