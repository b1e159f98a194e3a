import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { checkout, start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: upgraded
  admin_user:
    name: operations
  local:
    address_pool: 10.106.1.0/24
  components:
    member:
      count: 3
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    member: [etcd]
`;

const machines = [1, 2, 3].map((n) => `upgraded-member-${n}`);

/** A source on the machine itself, with the distribution's package repacked under a higher version. */
const offerNewer = `set -e
mkdir -p /srv/newer
cd /srv/newer
apt-get -q download etcd-server >/dev/null 2>&1
dpkg-deb --raw-extract etcd-server_*.deb tree
sed -i 's/^Version: .*/&+newer1/' tree/DEBIAN/control
rm etcd-server_*.deb
dpkg-deb --root-owner-group --build tree etcd-server.deb >/dev/null
rm -r tree
{
  dpkg-deb --field etcd-server.deb
  printf 'Filename: ./etcd-server.deb\\nSize: %s\\nSHA256: %s\\n' "$(stat -c %s etcd-server.deb)" "$(sha256sum <etcd-server.deb | cut -d ' ' -f 1)"
} >Packages
echo 'deb [trusted=yes] file:/srv/newer ./' >/etc/apt/sources.list.d/newer.list
`;

const version = "dpkg-query -W etcd-server | cut -f 2";
const etcdctl = "ETCDCTL_API=3 etcdctl --endpoints=http://$(hostname -I | tr -d ' '):2379";
const startedAt = "systemctl show etcd -p ExecMainStartTimestampMonotonic --value";

describe.skipIf(!machinesPossible())("an upgrade on real machines", () => {
  let cluster: Cluster;
  let before: string;
  endWithSuite(() => [cluster]);
  beforeAll(() => {
    cluster = new Cluster("upgraded", documents);
  });

  const upgrade = async (...words: string[]) => {
    const ended = await cluster.lambdastack("upgrade", "-f", "input.yaml", "--json", ...words);
    return { ...ended, data: JSON.parse(ended.stdout || "{}") };
  };
  const everywhere = (script: string) => machines.map((machine) => cluster.on(machine, script));
  const recorded = (): { steps: { machine: string; isDone: boolean }[]; backup?: string } =>
    JSON.parse(readFileSync(join(cluster.build, "upgrade.json"), "utf8"));
  const done = () =>
    (existsSync(join(cluster.build, "upgrade.json")) ? recorded().steps : []).filter((one) => one.isDone);

  it("has nothing to do where sources offer what runs", async () => {
    const applied = await cluster.apply();
    expect(applied.status, applied.stderr).toBe(0);
    before = cluster.on(machines[0] as string, version);
    cluster.on(machines[0] as string, `${etcdctl} put kept 'written before'`);

    const { status, stderr, data } = await upgrade();

    expect([status, data.steps], stderr).toEqual([0, []]);
  });

  it("shows the path, a machine after another, and changes nothing", async () => {
    for (const machine of machines) cluster.on(machine, offerNewer);

    const planned = await upgrade("--dry-run");
    const narrowed = await upgrade("--dry-run", "--limit", machines[1] as string);

    const packages = [{ name: "etcd-server", from: before, to: `${before}+newer1` }];
    expect(planned.data.steps, planned.stderr).toEqual(
      machines.map((machine) => ({ role: "etcd", machine, packages, isDone: false })),
    );
    expect(narrowed.data.steps.map(({ machine }: { machine: string }) => machine)).toEqual([machines[1]]);
    expect(everywhere(version)).toEqual([before, before, before]);
  });

  it("is refused over a change made by hand", async () => {
    const settings = cluster.on(machines[2] as string, "cat /etc/default/etcd");
    cluster.on(machines[2] as string, "echo '# mine' >>/etc/default/etcd");
    const overChange = await upgrade();
    cluster.on(machines[2] as string, `cat >/etc/default/etcd <<'TEXT'\n${settings}\nTEXT`);

    expect([overChange.status, overChange.data.error.code]).toEqual([4, "upgrade-over-drift"]);
    expect(overChange.stderr).toContain("file:/etc/default/etcd");
    expect(everywhere(version)).toEqual([before, before, before]);
  });

  it("goes on where it was killed, after one backup, and leaves nothing to apply", async () => {
    const words = ["--plugins", join(checkout, "plugins"), "upgrade", "-f", "input.yaml", "--json"];
    const killed = start("lambdastack", words, cluster.folder);
    await expect.poll(() => done().length, { timeout: 240_000, interval: 50 }).toBeGreaterThan(0);
    killed.kill("SIGKILL");
    await killed.ended;
    const { backup } = recorded();
    const finished = done().map(({ machine }) => machine);
    const running = finished.map((machine) => cluster.on(machine, startedAt));

    const resumed = await upgrade();

    expect(resumed.status, resumed.stderr).toBe(0);
    expect(backup).toMatch(/^\d{8}T/);
    expect(resumed.data.backup).toBe(backup);
    expect(finished.map((machine) => cluster.on(machine, startedAt))).toEqual(running);
    expect(everywhere(version)).toEqual(machines.map(() => `${before}+newer1`));
    expect(existsSync(join(cluster.build, "upgrade.json"))).toBe(false);
    const listed = await cluster.lambdastack("backup", "list", "-b", cluster.build, "--json");
    expect(JSON.parse(listed.stdout).backups.map(({ id }: { id: string }) => id)).toEqual([backup]);
    expect(cluster.on(machines[2] as string, `${etcdctl} get kept --print-value-only`)).toBe("written before");
    await nothingPending(cluster);
    await testsPass(cluster);
  });

  it("does not go back", async () => {
    for (const machine of machines) cluster.on(machine, "rm /etc/apt/sources.list.d/newer.list");

    const back = await upgrade();

    expect([back.status, back.stderr]).toEqual([4, expect.stringContaining("3 packages would be downgraded")]);
    expect(everywhere(version)).toEqual(machines.map(() => `${before}+newer1`));
  });
});
