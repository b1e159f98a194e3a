import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { checkout } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const poolDocuments = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: pool
  admin_user:
    name: operations
  local:
    address_pool: 10.81.1.0/24
  components:
    postgresql:
      count: 1
    load_balancer:
      count: 1
    monitoring:
      count: 1
`;

/** The example with the addresses of machines that exist, and a web server on one of them besides. */
const givenDocuments = (keyPath: string) =>
  readFileSync(join(checkout, "examples/any.yaml"), "utf8")
    .replace("key_path: id_ed25519", `key_path: ${keyPath}`)
    .replace("192.168.100.11", "10.81.1.4")
    .replace("192.168.100.12", "10.81.1.2")
    .replace("192.168.100.13", "10.81.1.3")
    .replace("  components:\n", "  components:\n    web:\n      machines:\n        - watch\n");

let pool: Cluster;
let given: Cluster;

describe.skipIf(!machinesPossible())("machines given by address, with an admin user who is not root", () => {
  beforeAll(async () => {
    pool = new Cluster("pool", poolDocuments);
    const { status, stderr } = await pool.run("infrastructure", "apply", "-f", "input.yaml");
    if (status !== 0) throw new Error(stderr);
    given = new Cluster("given", givenDocuments(join(pool.build, "keys/id_ed25519")));
  });
  endWithSuite(() => [given, pool]);

  it("are refused, untouched, while they belong to another cluster", async () => {
    const plan = await given.lambdastack("plan", "-f", "input.yaml");
    const apply = await given.apply();

    expect([plan.status, apply.status]).toEqual([4, 4]);
    for (const machine of ["database", "entrance", "watch"]) expect(apply.stderr).toContain(`${machine} belongs to`);
    expect(apply.stderr).toContain("--take-over");
    expect(pool.on("pool-monitoring-1", "command -v prometheus nginx || echo nothing")).toBe("nothing");
  });

  it("are set up by the same roles once taken over, and are as wanted the second time", async () => {
    const taken = await given.apply("--take-over");
    const again = await given.apply();

    expect([taken.status, taken.status === 0 ? "" : taken.stderr]).toEqual([0, ""]);
    expect(JSON.parse(again.stdout).changed).toBe(0);
    expect((await given.pending()).status).toBe(0);
    expect(await (await fetch("http://10.81.1.3/")).text()).toContain("watch");
    expect(
      spawnSync("curl", ["-sk", "--max-time", "10", "https://10.81.1.2/-/ready"], { encoding: "utf8" }).stdout,
    ).toContain("Ready");
  });

  it("pass the tests of their roles", async () => {
    const { status, stdout } = await given.lambdastack("test", "-b", given.build, "--json");

    expect(JSON.parse(stdout).results.filter(({ passed }: { passed: boolean }) => !passed)).toEqual([]);
    expect(status).toBe(0);
  });

  it("no longer obey the cluster they were taken from", async () => {
    const { status, stderr } = await pool.apply();

    expect(status).toBe(4);
    expect(stderr).toContain("belongs to another cluster");
  });

  it("are looked at by analyse, which changes nothing on them", async () => {
    const { status, stdout } = await given.run("infrastructure", "analyse", "-b", given.build, "--json");

    const { machines } = JSON.parse(stdout) as { machines: { name: string; address: string; os: { id: string } }[] };
    expect(status).toBe(0);
    expect(machines.map(({ name, address, os }) => `${name} ${address} ${os.id}`).sort()).toEqual([
      "database 10.81.1.4 debian",
      "entrance 10.81.1.2 debian",
      "watch 10.81.1.3 debian",
    ]);
    expect((await given.pending()).status).toBe(0);
  });

  it("stay as they are when their cluster is destroyed, which says so", async () => {
    const { status, stderr } = await given.run("infrastructure", "destroy", "-b", given.build, "--auto-approve");

    expect(status).toBe(0);
    expect(stderr).toContain("they were given, and stay as they are");
    expect(existsSync(join(given.build, "state.yml"))).toBe(false);
    expect(existsSync(join(given.build, "keys/known_hosts"))).toBe(true);
    expect(await (await fetch("http://10.81.1.3/")).text()).toContain("watch");
    expect(pool.on("pool-postgresql-1", "systemctl is-active postgresql@15-main")).toBe("active");
  });

  it("leave nothing of their cluster here once that is purged too", async () => {
    const unasked = await given.run("infrastructure", "destroy", "-b", given.build, "--purge");
    const stillThere = existsSync(join(given.build, "keys/known_hosts"));
    const purged = await given.run("infrastructure", "destroy", "-b", given.build, "--purge", "--auto-approve");

    expect([unasked.status, stillThere]).toEqual([4, true]);
    expect(purged.status, purged.stderr).toBe(0);
    expect(existsSync(given.build)).toBe(false);
  });
});
