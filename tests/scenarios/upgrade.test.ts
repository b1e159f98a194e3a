import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { checkout, start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { offerVersions } from "../lab/newer-source.ts";

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

/** Releases of etcd follow one another minor version by minor version. */
const [middle, last] = ["3.5.9+repacked", "3.6.1+repacked"] as const;
const offerNewer = offerVersions({ "etcd-server": ["3.5.1+repacked", middle, last] });

const version = "dpkg-query -W etcd-server | cut -f 2";
const etcdctl = "ETCDCTL_API=3 etcdctl --endpoints=http://$(hostname -I | tr -d ' '):2379";
const isLeader = `awk -F ' : ' '/"MemberID"/ { own = $2 "" } /"Leader"/ { leader = $2 "" } END { print own == leader }'`;

interface Step {
  machine: string;
  packages: { to: string }[];
  isDone: boolean;
}

describe.skipIf(!machinesPossible())("an upgrade on real machines", () => {
  let cluster: Cluster;
  let before: string;
  endWithSuite(() => [cluster]);
  beforeAll(() => {
    cluster = new Cluster("upgraded", documents);
  });

  const upgrade = (...words: string[]) => cluster.answer("upgrade", ...words);
  const leads = (machine: string) =>
    cluster.on(machine, `${etcdctl} endpoint status --write-out=fields | ${isLeader}`) === "1";
  const change = (machine: string) => {
    const settings = cluster.on(machine, "cat /etc/default/etcd");
    cluster.on(machine, "echo '# mine' >>/etc/default/etcd");
    return () => cluster.on(machine, `cat >/etc/default/etcd <<'TEXT'\n${settings}\nTEXT`);
  };
  const everywhere = (script: string) => machines.map((machine) => cluster.on(machine, script));
  const recorded = (): { steps: Step[]; backup?: string } =>
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
    const alone = [
      "upgrade",
      "-b",
      cluster.build,
      "--json",
      "--dry-run",
      "--limit",
      machines[1] as string,
      "--to",
      "3.5",
    ];
    const narrowed = JSON.parse((await cluster.run("components", ...alone)).stdout);
    const unoffered = await upgrade("--dry-run", "--to", "3.7");

    const leader = machines.find((machine) => leads(machine)) as string;
    const inOrder = [...machines.filter((machine) => machine !== leader), leader];
    const hop = (from: string, to: string) =>
      inOrder.map((machine) => ({
        role: "etcd",
        machine,
        packages: [{ name: "etcd-server", from, to }],
        isDone: false,
        // over a minor version only while another member has the earlier one
        rollback: expect.objectContaining({ isPossible: machine !== leader }),
      }));
    expect(planned.data.steps, planned.stderr).toEqual([...hop(before, middle), ...hop(middle, last)]);
    expect(narrowed.steps.map(({ machine, packages: [one] }: Step) => [machine, one?.to])).toEqual([
      [machines[1], middle],
    ]);
    expect([unoffered.status, unoffered.data.error.code]).toEqual([4, "version-not-offered"]);
    expect(everywhere(version)).toEqual([before, before, before]);
  });

  it("is refused over a change made by hand", async () => {
    const undo = change(machines[2] as string);
    const overChange = await upgrade();
    undo();

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
    const left = recorded().steps.filter((step) => !step.isDone);
    const undo = change(left.at(-1)?.machine ?? "");
    const refused = await upgrade();
    undo();

    const resumed = await upgrade();

    expect([refused.status, refused.data.error.code], refused.stderr).toEqual([4, "upgrade-over-drift"]);
    const events = readFileSync(cluster.lastEvents(), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const upgraded = events.filter(({ type, task }) => type === "task-finished" && task === "upgrade");
    expect(upgraded.map(({ machine }) => machine)).toEqual(left.map(({ machine }) => machine));
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(backup).toMatch(/^\d{8}T/);
    expect(resumed.data.backup).toBe(backup);
    expect(everywhere(version)).toEqual(machines.map(() => last));
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

    expect([back.status, back.stderr]).toEqual([4, expect.stringContaining("3 packages cannot be upgraded as asked")]);
    expect(everywhere(version)).toEqual(machines.map(() => last));
  });
});
