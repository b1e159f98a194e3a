import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { contentOfEnsembles, roundTripOfEnsembles, writeToEnsembles } from "../lab/ensemble-members.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { killMachine } from "../lab/kill-machine.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { offerVersions } from "../lab/newer-source.ts";
import { begins, startedUntil } from "../lab/started-until.ts";
import { randomFrom, seed } from "../lab/sweep.ts";

/** Three ensembles on the same machines: what happens to a machine happens to a member of each. */
const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: lifecycle
  admin_user:
    name: operations
  local:
    address_pool: 10.112.0.0/24
  components:
    member:
      count: 3
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    member: [etcd, zookeeper, rabbitmq]
---
kind: configuration/etcd
name: default
specification:
  snapshot_count: 100000
---
kind: configuration/zookeeper
name: default
specification:
  heap_megabytes: 128
  snapshots_kept: 5
`;

const [etcdVersion, middle, rabbitmqVersion] = ["3.5.1+repacked", "3.11.5-1+repacked", "3.12.1-1+repacked"] as const;
const offerEtcd = offerVersions({ "etcd-server": [etcdVersion] });
const offerRabbitmq = offerVersions({ "rabbitmq-server": [middle, rabbitmqVersion] });
const offerBoth = offerVersions({ "etcd-server": [etcdVersion], "rabbitmq-server": [middle, rabbitmqVersion] });
const versions = `dpkg-query -W -f '\${Version} ' etcd-server rabbitmq-server`;

const name = (n: number) => `lifecycle-member-${n}`;
const machines = [1, 2, 3].map(name);

/** What a command says of its failure as JSON. */
const errorOf = (stdout: string): string => JSON.stringify(JSON.parse(stdout).error);

interface Step {
  role: string;
  machine: string;
}

describe.skipIf(!machinesPossible())(`ensembles whose commands and machines die on the way (seed ${seed})`, () => {
  let cluster: Cluster;
  let content: string;
  endWithSuite(() => [cluster]);
  beforeAll(() => {
    process.stderr.write(`moments of faults: LAMBDASTACK_TEST_SEED=${seed}\n`);
    cluster = new Cluster("lifecycle", documents);
  });

  const random = randomFrom(seed);
  /** Any moment within so many seconds. */
  const aMoment = (seconds: number) => wait(random() * seconds * 1000);
  const run = (...words: string[]) => cluster.answer(...words);
  const upgrade = (...words: string[]) => run("upgrade", "--no-backup", ...words);
  const stepsOf = async (role: string): Promise<string[]> => {
    const { status, stderr, data } = await upgrade("--dry-run");
    expect(status, stderr).toBe(0);
    return data.steps.filter((step: Step) => step.role === role).map((step: Step) => step.machine);
  };

  async function settles(): Promise<void> {
    const applied = await cluster.apply();
    expect(applied.status, applied.stderr).toBe(0);
  }
  async function isWhole(): Promise<void> {
    await nothingPending(cluster);
    await testsPass(cluster);
    for (const machine of machines) expect(cluster.on(machine, contentOfEnsembles)).toBe(content);
  }
  /** A client waits while others elect a leader, and asks again where its connection was lost. */
  async function serves(machine: string): Promise<void> {
    const patience = { timeout: 60_000, interval: 1000 };
    await expect.poll(() => cluster.on(machine, roundTripOfEnsembles), patience).toBe("42\n42\n42");
    await expect.poll(() => cluster.on(machine, contentOfEnsembles), patience).toBe(content);
  }
  async function othersServe(lost: string): Promise<void> {
    for (const machine of machines.filter((one) => one !== lost)) await serves(machine);
  }
  /** Kills the command that gets so far, a moment later. */
  async function killIn(words: readonly string[], isIt: ReturnType<typeof begins>, seconds: number): Promise<void> {
    const killed = await startedUntil(cluster, words, isIt);
    await aMoment(seconds);
    killed.kill("SIGKILL");
    expect((await killed.ended).signal).toBe("SIGKILL");
  }
  /** Loses a machine a moment after the command gets so far; the command has to say so and to end. */
  async function loseIn(words: readonly string[], isIt: ReturnType<typeof begins>, lost: string, seconds: number) {
    const begun = await startedUntil(cluster, words, isIt);
    await aMoment(seconds);
    await killMachine(cluster, lost);
    const ended = await begun.ended;
    expect(ended.status, ended.stderr).toBe(1);
    expect(errorOf(ended.stdout)).toContain(lost);
  }

  it("come up, and a second apply changes nothing", async () => {
    await settles();
    expect(JSON.parse((await cluster.apply()).stdout).changed).toBe(0);
    await testsPass(cluster);

    cluster.on(name(1), writeToEnsembles);

    content = cluster.on(name(3), contentOfEnsembles);
    expect(content).toMatch(/\n50 [0-9a-f]{64}$/);
  });

  it("take a fourth member whose apply is killed while zookeeper takes it in", async () => {
    cluster.edit("count: 3", "count: 4");
    await killIn(["apply"], begins("apply", "zookeeper"), 5);

    await settles();

    await isWhole();
    expect(cluster.on(name(4), contentOfEnsembles)).toBe(content);
  });

  it("let it go by an apply that is killed while the machine is drained", async () => {
    cluster.edit("count: 4", "count: 3");
    const isDraining = (event: { type: string; phase?: string }) =>
      event.type === "phase-started" && event.phase === "drain-machines";
    await killIn(["apply", "--auto-approve"], isDraining, 10);

    const applied = await cluster.apply("--auto-approve");

    expect(applied.status, applied.stderr).toBe(0);
    await isWhole();
  });

  it("are backed up when the machine is back that was lost while zookeeper gave its content", async () => {
    const giving = name(1);
    await loseIn(["backup"], begins("backup", "zookeeper", giving), giving, 0.5);
    await othersServe(giving);
    const listed = await run("backup", "list");
    const others = await run("backup", "--limit", `${name(2)},${name(3)}`);

    await settles();
    const taken = await run("backup");

    expect(listed.data.backups).toEqual([]);
    expect(others.status, others.stderr).toBe(0);
    expect(taken.status, taken.stderr).toBe(0);
    await isWhole();
  });

  it("go on with another leader where it is lost in the upgrade of etcd, which goes on when its machine is back", async () => {
    for (const machine of machines) cluster.on(machine, offerEtcd);
    const leader = (await stepsOf("etcd")).at(-1) ?? "";
    await loseIn(["upgrade", "--no-backup"], begins("upgrade", "etcd", leader), leader, 5);
    await othersServe(leader);
    const meanwhile = await upgrade();

    await settles();
    const resumed = await upgrade();

    expect(meanwhile.status, meanwhile.stderr).toBe(1);
    expect(JSON.stringify(meanwhile.data.error)).toContain(leader);
    expect(resumed.status, resumed.stderr).toBe(0);
    for (const machine of machines) expect(cluster.on(machine, versions)).toContain(etcdVersion);
    await isWhole();
  });

  it("go on with the upgrade of rabbitmq where it was killed", async () => {
    for (const machine of machines) cluster.on(machine, offerRabbitmq);
    await killIn(["upgrade", "--no-backup"], begins("upgrade", "rabbitmq"), 15);
    for (const machine of machines) await serves(machine);
  });

  it("touch no other member where one is lost in the upgrade of rabbitmq, and go on when its machine was made anew", async () => {
    const last = machines[2] as string;
    const begun = await startedUntil(cluster, ["upgrade", "--no-backup"], begins("upgrade", "rabbitmq"));
    await killMachine(cluster, last);
    const ended = await begun.ended;
    await othersServe(last);
    rmSync(join(cluster.build, "local", last, "machine.json"));

    const made = await cluster.run("infrastructure", "apply", "-f", "input.yaml");
    cluster.on(last, offerBoth);
    const applied = await cluster.apply();
    const resumed = await upgrade();

    expect(ended.status, ended.stderr).toBe(1);
    expect(errorOf(ended.stdout)).toContain(last);
    expect(made.status, made.stderr).toBe(0);
    expect(applied.status, applied.stderr).toBe(0);
    expect(resumed.status, resumed.stderr).toBe(0);
    const newest = `${etcdVersion} ${rabbitmqVersion}`;
    expect(machines.map((machine) => cluster.on(machine, versions))).toEqual([newest, newest, newest]);
    await isWhole();
  });

  it("have what was backed up after a restore that was killed while etcd began anew", async () => {
    cluster.on(name(1), "ETCDCTL_API=3 etcdctl --endpoints=http://$(hostname -I | tr -d ' '):2379 put kept/1 newer");
    const words = ["restore", "--auto-approve", "--overwrite-newer"];
    await killIn(words, begins("restore", "etcd"), 6);

    const restored = await run(...words);

    expect(restored.status, restored.stderr).toBe(0);
    await isWhole();
  });
});
