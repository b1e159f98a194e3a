import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { checkout, lambdastack } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const examples = join(checkout, "examples");

describe("every example", () => {
  const folder = mkdtempSync(join(tmpdir(), "examples-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(readdirSync(examples).filter((file) => file.endsWith(".yaml")))(
    "%s is valid, without a warning",
    async (file) => {
      const { status, stderr } = await lambdastack(["validate", "-f", join(examples, file)], folder);

      expect(stderr).toBe("");
      expect(status).toBe(0);
      expect(readFileSync(join(examples, "README.md"), "utf8")).toContain(`(${file})`);
    },
  );
});

describe.skipIf(!machinesPossible())("the example postgresql-only.yaml", () => {
  let cluster: Cluster;

  beforeAll(() => {
    const documents = readFileSync(join(examples, "postgresql-only.yaml"), "utf8");
    cluster = new Cluster("database", documents.replace("10.78.0.0/24", "10.81.3.0/24"));
  });
  endWithSuite(() => [cluster]);

  it("makes a database that its user reaches with the password of the secret it names", async () => {
    const applied = await cluster.apply();
    const { stdout } = await cluster.lambdastack("secret", "get", "postgresql-user-shop-password", "-b", cluster.build);
    const answer = spawnSync(
      "psql",
      ["-h", "10.81.3.2", "-U", "shop", "-Atc", "create table t (n int); select 1", "shop"],
      {
        env: { ...process.env, PGPASSWORD: stdout.trim() },
        encoding: "utf8",
      },
    );

    expect([applied.status, applied.status === 0 ? "" : applied.stderr]).toEqual([0, ""]);
    expect(answer.stdout.trim()).toContain("1");
    expect(answer.status).toBe(0);
    expect(cluster.on("demo-database-postgresql-1", "cat /var/log/postgresql/*.log")).toContain("AUDIT: SESSION");
    expect((await cluster.pending()).status).toBe(0);
  });
});
