import { existsSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { checkout, start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: kept-data
  admin_user:
    name: operations
  local:
    address_pool: 10.87.0.0/24
  components:
    postgresql:
      count: 1
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
---
kind: configuration/backup
title: Backup Config
name: default
specification:
  components:
    load_balancer: { enabled: false }
    postgresql: { enabled: true }
`;

const machine = "kept-data-postgresql-1";
const sql = (statement: string) => `cd / && runuser -u postgres -- psql -XAtqw -d shop <<'SQL'\n${statement}\nSQL`;
const content = sql("SELECT count(*), md5(string_agg(t::text, ',' ORDER BY n)) FROM orders AS t;");

describe.skipIf(!machinesPossible())("backups of a database on a real machine", () => {
  let cluster: Cluster;
  let before: string;
  endWithSuite(() => [cluster]);
  beforeAll(() => {
    cluster = new Cluster("kept-data", documents);
  });

  const run = (...words: string[]) => cluster.answer(...words);
  const listed = async (): Promise<string[]> =>
    (await run("backup", "list")).data.backups.map(({ id }: { id: string }) => id);
  const folders = () => readdirSync(join(cluster.build, "backups")).sort();

  it("is taken while the database works, and is whole", async () => {
    const applied = await cluster.apply();
    expect(applied.status, applied.stderr).toBe(0);
    cluster.on(
      machine,
      sql(`CREATE TABLE orders AS SELECT n, md5(n::text) AS text, now() AS at, random() AS f
        FROM generate_series(1, 400000) AS n; ALTER TABLE orders OWNER TO shop;`),
    );
    before = cluster.on(machine, content);

    const taken = await run("backup");

    expect(taken.status, taken.stderr).toBe(0);
    expect(taken.data.backup).toMatchObject({
      cluster: "kept-data",
      modules: { postgresql: expect.any(String) },
      files: [{ machine, role: "postgresql", name: "databases.sql.gz" }],
    });
    expect(await listed()).toEqual([taken.data.backup.id]);
    expect((await run("backup", "verify")).data.backups).toEqual([{ id: taken.data.backup.id, damage: [] }]);
  });

  it("does not exist when the run that takes it is killed, and what is left of it goes with the next", async () => {
    const known = await listed();
    const words = ["--plugins", join(checkout, "plugins"), "backup", "-f", "input.yaml"];
    const killed = start("lambdastack", words, cluster.folder);
    await expect.poll(() => folders().some((name) => name.endsWith(".unfinished"))).toBe(true);
    killed.kill("SIGKILL");
    await killed.ended;

    expect(folders().some((name) => name.endsWith(".unfinished"))).toBe(true);
    expect(await listed()).toEqual(known);
    const next = await run("backup");
    expect(next.status, next.stderr).toBe(0);
    expect(folders()).toEqual([...known, next.data.backup.id]);
  });

  it("is not restored over newer data unless that is said", async () => {
    cluster.on(machine, sql("INSERT INTO orders VALUES (0, 'new', now(), 1);"));

    const refused = await run("restore", "--auto-approve");

    expect([refused.status, refused.stderr]).toEqual([4, expect.stringContaining("Newer data would be lost")]);
    expect(cluster.on(machine, sql("SELECT text FROM orders WHERE n = 0;"))).toBe("new");
    const restored = await run("restore", "--auto-approve", "--overwrite-newer");
    expect(restored.status, restored.stderr).toBe(0);
    expect(cluster.on(machine, content)).toBe(before);
  });

  it("brings the data back onto a machine that was made anew, and accounts keep the cluster's passwords", async () => {
    const gone = await cluster.lambdastack("destroy", "-b", cluster.build, "--auto-approve");
    expect(gone.status, gone.stderr).toBe(0);
    const applied = await cluster.apply();
    expect(applied.status, applied.stderr).toBe(0);

    const restored = await run("restore");

    expect(restored.status, restored.stderr).toBe(0);
    expect(cluster.on(machine, content)).toBe(before);
    const tested = await cluster.lambdastack("test", "-b", cluster.build);
    expect(tested.status, tested.stderr).toBe(0);
    expect((await cluster.pending()).changes).toEqual([]);
  });

  it("is not begun to be restored when it is damaged", async () => {
    const last = (await listed()).at(-1) ?? "";
    truncateSync(join(cluster.build, "backups", last, machine, "postgresql", "databases.sql.gz"), 1000);

    const verified = await run("backup", "verify", last);
    const restored = await run("restore", "--auto-approve", "--overwrite-newer");

    expect([verified.status, verified.data.backups[0].damage]).toEqual([1, [expect.stringContaining("1000 bytes")]]);
    expect([restored.status, restored.stderr]).toEqual([1, expect.stringContaining("damaged")]);
    expect(cluster.on(machine, content)).toBe(before);
  });

  it("goes when there are newer ones, and nothing else in the folder does", async () => {
    writeFileSync(join(cluster.build, "backups", "my-notes"), "");
    const [first, last] = await listed();

    const pruned = await run("backup", "prune", "--keep", "1", "--auto-approve");

    expect([pruned.status, pruned.data.removed]).toEqual([0, [first]]);
    expect(folders()).toEqual([last, "my-notes"]);
    expect(existsSync(join(cluster.build, "backups", String(first)))).toBe(false);
  });
});
