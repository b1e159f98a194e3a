import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { killMachine } from "../lab/kill-machine.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: replicated
  admin_user:
    name: operations
  local:
    address_pool: 10.96.0.0/24
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
  extensions:
    replication:
      enabled: true
`;

const sql = (statement: string) => `cd / && runuser -u postgres -- psql -XAtqw -d shop -c "${statement}"`;
const machine = (n: number) => `replicated-postgresql-${n}`;

describe.skipIf(!machinesPossible())("a replicated database on real machines", () => {
  let cluster: Cluster;
  endWithSuite(() => [cluster]);
  beforeAll(() => {
    cluster = new Cluster("replicated", documents);
  });

  const primaries = (...numbers: number[]) =>
    numbers.filter((n) => cluster.on(machine(n), sql("SELECT pg_is_in_recovery()")) === "f");

  it("comes up with one primary and two standbys, and a second plan is empty", async () => {
    const applied = await cluster.apply();

    expect(applied.status, applied.stderr).toBe(0);
    await nothingPending(cluster);
    await testsPass(cluster);
    expect(primaries(1, 2, 3)).toEqual([1]);
  });

  it("has on the standbys what is written to the primary", async () => {
    cluster.on(
      machine(1),
      sql("CREATE TABLE kept AS SELECT n, md5(n::text) AS text FROM generate_series(1, 1000) AS n"),
    );

    const content = sql("SELECT count(*), md5(string_agg(text, ',' ORDER BY n)) FROM kept");
    await expect.poll(() => cluster.on(machine(3), content)).toBe(cluster.on(machine(1), content));
  });

  it("goes on with another primary when the machine of the first dies", async () => {
    await killMachine(cluster, machine(1));

    await expect.poll(() => primaries(2, 3).length, { interval: 1000 }).toBe(1);

    const [primary = 0] = primaries(2, 3);
    cluster.on(machine(primary), sql("INSERT INTO kept VALUES (1001, 'after')"));
  });

  it("takes the former primary back as a standby, with what was written meanwhile", async () => {
    const applied = await cluster.apply();

    expect(applied.status, applied.stderr).toBe(0);
    expect(primaries(1, 2, 3)).toHaveLength(1);
    expect(primaries(1)).toEqual([]);
    expect(cluster.on(machine(1), sql("SELECT text FROM kept WHERE n = 1001"))).toBe("after");
    await nothingPending(cluster);
    await testsPass(cluster);
  });

  it("grows by a standby and lets one go, which the primary forgets", async () => {
    cluster.edit("count: 3", "count: 4");
    const grown = await cluster.apply();
    expect(grown.status, grown.stderr).toBe(0);
    await testsPass(cluster);

    cluster.edit("count: 4", "count: 3");
    const shrunk = await cluster.apply("--auto-approve");

    expect(shrunk.status, shrunk.stderr).toBe(0);
    await nothingPending(cluster);
    await testsPass(cluster);
    const [primary = 0] = primaries(1, 2, 3);
    expect(
      cluster.on(
        machine(primary),
        "cd / && runuser -u postgres -- psql -XAtqw -d ls_repmgr -c 'SELECT count(*) FROM repmgr.nodes'",
      ),
    ).toBe("3");
  });

  it("refuses to let the primary go", async () => {
    const [primary = 0] = primaries(1, 2, 3);
    cluster.edit("count: 3", `count: 2\n      remove: [${machine(primary)}]`);

    const planned = await cluster.lambdastack("plan", "-f", "input.yaml");

    expect(planned.status).toBe(4);
    expect(planned.stderr).toContain("it is the primary");
  });
});
