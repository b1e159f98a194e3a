import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createEvents, createRedactor, createRepositoryHooks, execute, settings } from "@lambdastack/core";
import { beforeAll, describe, expect, it } from "vitest";
import { debian } from "../../../repository/os/debian/index.ts";
import { rhel } from "../../../repository/os/rhel/index.ts";
import { download } from "../../../repository/src/download/download.ts";
import { lockText } from "../../../repository/src/lock/lock-text.ts";
import { makeLock } from "../../../repository/src/lock/make-lock.ts";
import type { Resolver } from "../../../repository/src/os-family.ts";
import { pointingOf } from "../../../repository/src/pointing/pointing.ts";
import { packageRequest } from "../../../repository/src/resolve/package-request.ts";
import { resolvePackages } from "../../../repository/src/resolve/resolve-packages.ts";
import { openSelection } from "../../../repository/src/selection/open-selection.ts";
import { type Requirer, selectRequirements } from "../../../repository/src/selection/select-requirements.ts";
import { Cluster, endWithSuite } from "../../lab/cluster.ts";
import { leftovers, type Traces, traces } from "../../lab/leftovers.ts";
import { machinesPossible } from "../../lab/machines-possible.ts";
import { rpmFolder } from "../../lab/rpm-folder.ts";
import { type SigningKey, signingKey } from "../../lab/signing-key.ts";
import { type StaticServer, serveFolder } from "../../lab/static-server.ts";
import { isLong, randomFrom, seed } from "../../lab/sweep.ts";

const tools = ["rpmbuild", "createrepo_c", "dnf", "gpg"];
const isPossible = machinesPossible() && tools.every((tool) => spawnSync(tool, ["--version"]).status === 0);

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: rpms
  prefix: lab
  admin_user: { name: operations }
  local: { network: full, address_pool: 10.81.4.0/24 }
  components:
    repository: { count: 1 }
    rpm_app: { count: 1 }
---
kind: configuration/feature-mapping
specification:
  roles_mapping:
    rpm_app: [rpm-app]
`;
const [repository, client] = ["lab-rpms-repository-1", "lab-rpms-rpm-app-1"];

/** What somebody may have made of a machine's package sources; all of it is dead. */
const own = `mkdir -p /etc/own.repos.d /etc/yum.repos.d
printf '[own]\\nname=own\\nbaseurl=http://127.0.0.1:9/own\\n' >/etc/own.repos.d/own.repo
ln -s ../own.repos.d/own.repo /etc/yum.repos.d/also.repo
chmod 0640 /etc/own.repos.d/own.repo && chown operations:operations /etc/own.repos.d/own.repo
printf '[main]\\nproxy=http://127.0.0.1:9\\nreposdir=/etc/own.repos.d\\nbest=True\\n' >/etc/dnf/dnf.conf
chmod 0640 /etc/dnf/dnf.conf
touch -d '2020-02-02 02:02:02.123456789' /etc/dnf /etc/dnf/dnf.conf`;
/** Debian that says it is of the rhel family, and has dnf: a stand-in. */
const standIn = `apt-get -qq update && apt-get -qq -y install --no-install-recommends dnf rpm >/dev/null 2>&1
rm /etc/os-release
printf 'ID=almalinux\\nVERSION_ID="9.4"\\nNAME=AlmaLinux\\n' >/etc/os-release`;
/** Paths with type, rights, owner, time to the nanosecond, target and content; keys and caches. */
const tree = `find /etc/dnf /etc/yum.repos.d /etc/own.repos.d -printf '%p %y %m %U:%G %T@ %l\\n' | sort
find /etc/dnf /etc/own.repos.d -type f -exec sha256sum {} + | sort
ls /var/lib/lambdastack; ls /var/cache/dnf 2>/dev/null | grep lambdastack; rpm -qa 'gpg-pubkey*'`;

let cluster: Cluster;
let before: Traces;
let server: StaticServer;
let vendor: SigningKey;
let untouched: string;

interface Status {
  repository?: { release: string; address: string; key: string; systems: string[] };
  machines: { machine: string; state: string; release?: string; drift: string[] }[];
}
const plugins = () => ["--plugins", join(cluster.folder, "roles")];
const apply = () => cluster.apply("--offline", "downloaded", ...plugins());
const repo = (...words: string[]) => cluster.lambdastack("repo", ...words, ...plugins(), "-b", cluster.build, "--json");
const create = () => repo("create", "--offline", "downloaded");
const status = async (): Promise<Status> => JSON.parse((await repo("status")).stdout) as Status;
const clientState = async () => (await status()).machines.find(({ machine }) => machine === client);

/** A role that is one package of the rhel family. */
function writeRole(): void {
  mkdirSync(join(cluster.folder, "roles/rpm-app/apply"), { recursive: true });
  const role = (path: string, text: string) => cluster.write(`roles/rpm-app/${path}`, text);
  role("role.yml", "name: rpm-app\nversion: 1.0.0\ndescription: a sample\ncomponents: [rpm_app]\n");
  role("requirements.yml", "packages:\n  rhel: [{ name: lsapp }]\n");
  role("apply/index.ts", 'export default ({ resource }) => [resource.package({ name: "lsapp" })];\n');
}

/** What the archive of the family holds: the role's package, and those that a server of that family would be made of. */
function publish(): void {
  const rpms = rpmFolder(cluster.folder);
  rpms.build("base", "lslib", "2.1");
  rpms.build("base", "lsapp", "3.1", "Requires: lslib >= 2");
  for (const name of ["createrepo_c", "dnf", "gnupg2", "nginx"]) rpms.build("base", name, "1.0");
  rpms.index("base");
  vendor.gpg("--armor", "--detach-sign", join(cluster.folder, "base/repodata/repomd.xml"));
}

/** The real resolver; the distribution's archive is the one of the test. */
const rhelResolver = (): Resolver => ({
  ...rhel.resolve,
  tables: (request) => ({
    ...rhel.resolve.tables(request),
    archives: `amd64\tbase-1\t${server.address}/base\t${server.address}/base\tkeys/base\n`,
    "keys/base": vendor.armoured,
  }),
});

function resolved(by: Resolver, system: string, requirers: readonly Requirer[]) {
  const request = packageRequest({ requirers, system, architectures: ["amd64"], mirrors: [], pins: [] });
  return resolvePackages(by, request, (script) =>
    execute({ command: "sh", arguments: ["-s"], input: script, timeLimit: 300 }),
  );
}

/** A downloaded folder for both families. */
async function makeFolder(): Promise<void> {
  const systems = ["almalinux-9", "debian-12"];
  const own = settings({ home: cluster.folder, plugins: [join(cluster.folder, "roles")] });
  const files = [join(cluster.folder, "input.yaml")];
  const { host, roles } = await openSelection(own, { files }, createRepositoryHooks());
  const { requirers } = selectRequirements({ host, roles, systems });
  const packages = {
    "almalinux-9": await resolved(rhelResolver(), "almalinux-9", requirers),
    "debian-12": await resolved(debian.resolve, "debian-12", requirers),
  };
  const lock = makeLock({ requirers, architectures: ["amd64"], profile: "empty", packages, images: [] });
  const folder = join(cluster.folder, "downloaded");
  const events = createEvents({ redactor: createRedactor([]) });
  await download({ lock, folder, environment: process.env, signal: new AbortController().signal, events });
  cluster.write("downloaded/lock.json", lockText(lock));
}

describe.skipIf(!isPossible)("a repository machine of Debian for a client with dnf, a stand-in for its family", () => {
  beforeAll(async () => {
    before = traces();
    cluster = new Cluster("rpms", documents);
    writeRole();
    vendor = signingKey(cluster.folder, "vendor");
    server = await serveFolder(cluster.folder);
    publish();
    await makeFolder();
    await server.close();
    const made = await cluster.lambdastack("infra", "apply", "-f", "input.yaml", "--json", ...plugins());
    expect(made.status, made.stderr.slice(-2000)).toBe(0);
    cluster.on(client, standIn);
    cluster.on(client, own);
    untouched = cluster.on(client, tree);
  });
  endWithSuite(() => [cluster]);

  it("serves both families, and the client installs through the package resource from nowhere else", async () => {
    const applied = await apply();

    expect(applied.status, applied.stderr.slice(-3000)).toBe(0);
    expect(cluster.on(client, "rpm -q lsapp lslib")).toBe("lsapp-3.1-1.noarch\nlslib-2.1-1.noarch");
    expect(cluster.on(client, "dnf -q repolist | tail -n +2")).toMatch(/^lambdastack +LambdaStack$/);
    expect(await status()).toMatchObject({
      repository: { systems: ["almalinux-9", "debian-12"] },
      machines: [
        { machine: repository, state: "pointed", drift: [] },
        { machine: client, state: "pointed", drift: [] },
      ],
    });
    const again = await apply();
    expect(JSON.parse(again.stdout)).toMatchObject({ changed: 0 });
  });

  it("signs its metadata, and dnf refuses what another key signed", async () => {
    const { address, release } = (await status()).repository ?? {};
    const index = `${address}/r/${release}/rpm/almalinux-9/repodata/repomd.xml`;
    expect((await fetch(`${index}.asc`)).status).toBe(200);
    const folder = `/srv/lambdastack/releases/${release}/rpm/almalinux-9/repodata`;
    cluster.on(
      repository,
      `cd ${folder} && cp -p repomd.xml /tmp/repomd.xml && sed -i 's/<revision>/<revision>1/' repomd.xml`,
    );

    const refused = cluster.on(client, "dnf -q -y --refresh makecache 2>&1 || echo refused");

    cluster.on(repository, `cp -p /tmp/repomd.xml ${folder}/repomd.xml`);
    expect(refused).toMatch(/signature[\s\S]*refused$/i);
    expect(cluster.on(client, "dnf -q -y --refresh makecache && echo read")).toBe("read");
  });

  it("says what somebody changed, and mends it", async () => {
    cluster.on(client, "echo 'gpgcheck=1' >>/var/lib/lambdastack/repository/yum.repos.d/lambdastack.repo");
    cluster.on(client, "sed -i '/^reposdir=/d' /etc/dnf/dnf.conf");

    expect((await clientState())?.drift).toEqual([
      "/var/lib/lambdastack/repository/yum.repos.d/lambdastack.repo",
      "/etc/dnf/dnf.conf",
    ]);

    expect((await create()).status).toBe(0);
    expect((await clientState())?.drift).toEqual([]);
  });

  it("gives the client its own sources back, byte for byte, with edits kept", async () => {
    expect((await repo("teardown")).status).toBe(0);
    expect(cluster.on(client, "cat /etc/dnf/dnf.conf")).toContain("\nreposdir=/etc/own.repos.d\n");
    cluster.on(client, `rm -r /etc/own.repos.d /etc/yum.repos.d/also.repo; ${own}`);
    untouched = cluster.on(client, tree);
    expect((await create()).status).toBe(0);

    expect((await repo("teardown")).status).toBe(0);

    expect(cluster.on(client, tree)).toBe(untouched);
    expect((await create()).status).toBe(0);
    cluster.on(client, "echo 'fastestmirror=1' >>/etc/dnf/dnf.conf; echo '# edited' >>/etc/own.repos.d/own.repo");
    expect((await repo("teardown")).status).toBe(0);
    expect(cluster.on(client, "cat /etc/dnf/dnf.conf")).toBe(
      "[main]\nproxy=http://127.0.0.1:9\nreposdir=/etc/own.repos.d\nbest=True\nfastestmirror=1",
    );
    expect(cluster.on(client, "tail -n 1 /etc/own.repos.d/own.repo")).toBe("# edited");
  });

  it("is put back after an end at any moment of pointing", async () => {
    expect((await create()).status).toBe(0);
    const { key = "", address, release = "" } = (await status()).repository ?? {};
    expect((await repo("teardown")).status).toBe(0);
    const clean = cluster.on(client, tree);
    const to = { system: "almalinux-9", base: `${address}/r/${release}`, release, key };
    const { script } = pointingOf({ ...to, registry: "", upstreams: [] });
    const encoded = Buffer.from(script).toString("base64");
    const random = randomFrom(seed);

    for (let n = 0; n < (isLong ? 10 : 3); n++) {
      const seconds = (random() * 0.3).toFixed(3);
      const killed = `timeout -s KILL ${seconds} sh /tmp/point >/dev/null 2>&1; rm /tmp/point`;
      cluster.on(client, `echo ${encoded} | base64 -d >/tmp/point; ${killed}`);
      const ended = await repo("teardown");

      expect(ended.status, ended.stderr).toBe(0);
      expect(cluster.on(client, tree), `killed after ${seconds} s`).toEqual(clean);
    }
  });

  it("leaves nothing behind", async () => {
    await cluster.end({ hasFailed: false });

    expect(leftovers(before)).toEqual([]);
  });
});
