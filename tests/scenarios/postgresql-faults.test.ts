import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { Event } from "../../core/src/events/event.ts";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { killMachine } from "../lab/kill-machine.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { offerVersions } from "../lab/newer-source.ts";
import { begins, startedUntil } from "../lab/started-until.ts";
import { randomFrom, seed } from "../lab/sweep.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: standing-by
  admin_user:
    name: operations
  local:
    address_pool: 10.113.0.0/24
  components:
    postgresql:
      count: 3
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    postgresql: [postgresql]
---
kind: configuration/postgresql
name: default
specification:
  users:
    - name: shop
  databases:
    - name: shop
      owner: shop
  config_file:
    parameter_groups:
      - name: WORK
        subgroups:
          - name: Memory
            parameters:
              - name: work_mem
                value: 4MB
  extensions:
    replication:
      enabled: true
`;

const versions = ["15.90-1+repacked", "15.91-1+repacked"] as const;
const offer = versions.map((version) => offerVersions({ "postgresql-15": [version] }));
const version = `dpkg-query -W -f '\${Version}' postgresql-15`;
const sql = (statement: string, database = "shop") =>
  `cd / && runuser -u postgres -- psql -XAtqw -d ${database} -c "${statement}"`;
const content = sql("SELECT count(*), md5(string_agg(text, ',' ORDER BY n)) FROM kept");

const place = "command:postgresql is the primary or follows it";

const name = (n: number) => `standing-by-postgresql-${n}`;
const machines = [1, 2, 3].map(name);

describe.skipIf(!machinesPossible())(
  `a replicated database whose commands and machines die on the way (seed ${seed})`,
  () => {
    let cluster: Cluster;
    let before: string;
    endWithSuite(() => [cluster]);
    beforeAll(() => {
      process.stderr.write(`moments of faults: LAMBDASTACK_TEST_SEED=${seed}\n`);
      cluster = new Cluster("standing-by", documents);
    });

    const random = randomFrom(seed);
    /** Any moment within so many seconds. */
    const aMoment = (seconds: number) => wait(random() * seconds * 1000);
    const run = (...words: string[]) => cluster.answer(...words);
    const upgrade = (...words: string[]) => run("upgrade", "--no-backup", ...words);
    const primariesOf = (some: readonly string[]) =>
      some.filter((machine) => cluster.on(machine, sql("SELECT pg_is_in_recovery()")) === "f");
    const without = (lost: string) => machines.filter((machine) => machine !== lost);
    const steps = async (): Promise<string[]> =>
      (await upgrade("--dry-run")).data.steps.map(({ machine }: { machine: string }) => machine);

    async function settles(): Promise<void> {
      const applied = await cluster.apply();
      expect(applied.status, applied.stderr).toBe(0);
    }
    async function isWhole(all: readonly string[] = machines): Promise<void> {
      await nothingPending(cluster);
      await testsPass(cluster);
      expect(primariesOf(all)).toHaveLength(1);
      for (const machine of all) await expect.poll(() => cluster.on(machine, content)).toBe(before);
    }
    /** What is written to the primary is read from the other one; afterwards everything is as it was. */
    async function others(lost: string) {
      const some = without(lost);
      await expect.poll(() => primariesOf(some).length, { interval: 1000 }).toBe(1);
      const [primary = ""] = primariesOf(some);
      const standby = some.find((machine) => machine !== primary) ?? "";
      for (const machine of some) expect(cluster.on(machine, content)).toBe(before);
      const trip = String(random());
      cluster.on(primary, sql(`CREATE TABLE trip AS SELECT '${trip}' AS text`));
      await expect.poll(() => cluster.on(standby, `${sql("SELECT text FROM trip")} || :`)).toBe(trip);
      cluster.on(primary, sql("DROP TABLE trip"));
      return { primary, standby };
    }
    async function loses(words: readonly string[], isIt: (event: Event) => boolean, lost: string, seconds = 4) {
      const begun = await startedUntil(cluster, words, isIt);
      await aMoment(seconds);
      await killMachine(cluster, lost);
      const ended = await begun.ended;
      expect(ended.status, ended.stderr).toBe(1);
      expect(JSON.stringify(JSON.parse(ended.stdout).error)).toContain(lost);
    }
    async function killIn(words: readonly string[], isIt: (event: Event) => boolean, seconds: number): Promise<void> {
      const killed = await startedUntil(cluster, words, isIt);
      await aMoment(seconds);
      killed.kill("SIGKILL");
      expect((await killed.ended).signal).toBe("SIGKILL");
    }

    it("comes up, and a second apply changes nothing", async () => {
      await settles();
      expect(JSON.parse((await cluster.apply()).stdout).changed).toBe(0);
      await testsPass(cluster);

      cluster.on(
        name(1),
        sql(`CREATE TABLE kept AS SELECT n, md5(random()::text) AS text FROM generate_series(1, 50000) AS n`),
      );
      before = cluster.on(name(1), content);
    });

    it("goes on with an upgrade that was killed, and that stopped where the machine of a standby was lost", async () => {
      for (const machine of machines) cluster.on(machine, offer[0] ?? "");
      const [first = "", second = "", primary = ""] = await steps();
      expect(primariesOf(machines)).toEqual([primary]);
      const words = ["upgrade", "--no-backup"];
      await killIn(words, begins("upgrade", "postgresql", first), 12);
      await loses(words, begins("upgrade", "postgresql", second), second);
      expect((await others(second)).primary).toBe(primary);
      const meanwhile = await upgrade();

      await settles();
      const resumed = await upgrade();

      expect([meanwhile.status, meanwhile.stderr]).toEqual([1, expect.stringContaining(second)]);
      expect(resumed.status, resumed.stderr).toBe(0);
      for (const machine of machines) expect(cluster.on(machine, version)).toBe(versions[0]);
      expect(primariesOf(machines)).toEqual([primary]);
      await isWhole();
    });

    it("goes on with another primary where the machine of the first is lost in an apply, which goes on when it is back", async () => {
      const [primary = ""] = primariesOf(machines);
      cluster.edit("value: 4MB", "value: 5MB");
      await loses(["apply"], begins("apply", "postgresql", primary), primary);
      await others(primary);

      await settles();

      for (const machine of machines) expect(cluster.on(machine, sql("SHOW work_mem"))).toBe("5MB");
      expect(primariesOf(machines)).not.toEqual([primary]);
      await isWhole();
    });

    it("loses no data where a primary that nobody replaces is made anew in the middle of an upgrade", async () => {
      for (const machine of machines) cluster.on(machine, offer[1] ?? "");
      const primary = (await steps()).at(-1) ?? "";
      const [next = "", other = ""] = without(primary);
      await loses(["upgrade", "--no-backup"], begins("upgrade", "postgresql", primary), primary);
      rmSync(join(cluster.build, "local", primary, "machine.json"));
      const refused = await cluster.apply();
      for (const machine of [next, other]) expect(cluster.on(machine, content)).toBe(before);
      const isPaused = primariesOf([next, other]).length === 0;
      if (isPaused) cluster.on(next, "su - postgres -c 'repmgr -f /etc/repmgr.conf standby promote'");

      await settles();
      cluster.on(primary, offer[1] ?? "");
      const resumed = await upgrade();

      if (isPaused)
        expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining("repmgr standby promote")]);
      expect(resumed.status, resumed.stderr).toBe(0);
      for (const machine of machines) expect(cluster.on(machine, version)).toBe(versions[1]);
      await isWhole();
    });

    it("has what was backed up after a restore that was killed", async () => {
      const taken = await run("backup");
      expect(taken.status, taken.stderr).toBe(0);
      const [primary = ""] = primariesOf(machines);
      cluster.on(primary, sql("DELETE FROM kept WHERE n > 100"));
      const words = ["restore", "--auto-approve", "--overwrite-newer"];
      await killIn(words, begins("restore", "postgresql"), 2);

      const restored = await run(...words);

      expect(restored.status, restored.stderr).toBe(0);
      await isWhole();
    });

    it("has it on all machines when they were made anew", async () => {
      const gone = await cluster.lambdastack("destroy", "-b", cluster.build, "--auto-approve");
      expect(gone.status, gone.stderr).toBe(0);
      await settles();

      const restored = await run("restore");

      expect(restored.status, restored.stderr).toBe(0);
      await isWhole();
    });

    it("takes another standby whose machine was lost while its database was copied", async () => {
      cluster.edit("count: 3", "count: 4");
      const isCopied = (event: Event) =>
        event.type === "resource-started" && event.machine === name(4) && event.resource === place;
      await loses(["apply"], isCopied, name(4), 2);

      await settles();

      await isWhole([...machines, name(4)]);
    });

    it("lets it go by an apply that is killed on the way", async () => {
      cluster.edit("count: 4", "count: 3");
      const isDraining = (event: Event) => event.type === "phase-started" && event.phase === "drain-machines";
      await killIn(["apply", "--auto-approve"], isDraining, 3);

      const applied = await cluster.apply("--auto-approve");

      expect(applied.status, applied.stderr).toBe(0);
      await isWhole();
    });
  },
);
