import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { killMachine } from "../lab/kill-machine.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: carried
  admin_user:
    name: operations
  local:
    address_pool: 10.118.0.0/24
    network: jump-host
  components:
    repository:
      count: 1
    postgresql:
      count: 2
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    repository: [repository]
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
  extensions:
    replication:
      enabled: true
---
kind: configuration/backup
name: default
specification:
  location: repository
`;

const [primary, standby, repository] = ["carried-postgresql-1", "carried-postgresql-2", "carried-repository-1"];
const sql = (statement: string) => `cd / && runuser -u postgres -- psql -XAtqw -d shop <<'SQL'\n${statement}\nSQL`;
const content = sql("SELECT count(*), md5(string_agg(t::text, ',' ORDER BY n)) FROM orders AS t;");

describe.skipIf(!machinesPossible())("backups of a replicated database on the repository machine", () => {
  let cluster: Cluster;
  let before: string;
  endWithSuite(() => [cluster]);
  beforeAll(async () => {
    cluster = new Cluster("carried", documents);
    const { status, stderr } = await cluster.apply();
    expect(status, stderr).toBe(0);
    cluster.on(
      primary,
      sql(`CREATE TABLE orders AS SELECT n, md5(n::text) AS text FROM generate_series(1, 100000) AS n;
        ALTER TABLE orders OWNER TO shop;`),
    );
    before = cluster.on(primary, content);
  });
  const run = (...words: string[]) => cluster.answer(...words);

  it("are given by the primary alone, lie there, and are listed and whole", async () => {
    const taken = await run("backup");

    expect(taken.status, taken.stderr).toBe(0);
    expect(taken.data.backup.files.map(({ machine }: { machine: string }) => machine)).toEqual([primary]);
    expect(cluster.on(repository, "find / -xdev -name 'databases.sql.gz' -size +0 | wc -l")).toBe("1");
    expect((await run("backup", "list")).data.backups).toHaveLength(1);
    expect((await run("backup", "verify")).data.backups).toEqual([{ id: taken.data.backup.id, damage: [] }]);
  });

  it("bring the data back to both machines when they were lost and made anew without internet", async () => {
    for (const machine of [primary, standby]) {
      await killMachine(cluster, machine);
      rmSync(join(cluster.build, "local", machine, "machine.json"));
    }
    const applied = await cluster.apply("--auto-approve", "--accept-loss", `${primary},${standby}`);
    expect(applied.status, applied.stderr).toBe(0);

    const restored = await run("restore");

    expect(restored.status, restored.stderr).toBe(0);
    expect(cluster.on(primary, content)).toBe(before);
    await expect.poll(() => cluster.on(standby, content)).toBe(before);
    await testsPass(cluster);
    await nothingPending(cluster);
  });

  it("outlive the pointing of machines: a teardown of the repository leaves them", async () => {
    const { status, stderr } = await cluster.run("repository", "teardown", "-b", cluster.build, "--auto-approve");

    expect(status, stderr).toBe(0);
    expect((await run("backup", "verify")).data.backups.map(({ damage }: { damage: string[] }) => damage)).toEqual([
      [],
    ]);
  });
});
