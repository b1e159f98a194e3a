import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../../lab/cluster.ts";
import { machinesPossible } from "../../lab/machines-possible.ts";
import { packageSources } from "../../lab/package-sources.ts";

const pool = "10.80.2";
const poolDocuments = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: wide
  admin_user: { name: operations }
  local: { network: full, address_pool: ${pool}.0/24 }
  components:
    repository: { count: 1 }
    web: { count: 1 }
`;
const [depot, shop] = ["wide-repository-1", "wide-web-1"];

/** The same machines, as somebody has them who was given them. */
const givenDocuments = (keyPath: string) => `kind: lambdastack-cluster
name: default
provider: any
specification:
  name: lent
  admin_user: { name: operations, key_path: ${keyPath} }
  components:
    repository: { count: 1, machines: [depot] }
    web: { count: 1, machines: [shop] }
---
kind: infrastructure/machine
provider: any
name: depot
specification: { hostname: ${depot}, ip: ${pool}.2 }
---
kind: infrastructure/machine
provider: any
name: shop
specification: { hostname: ${shop}, ip: ${pool}.3 }
`;

describe.skipIf(!machinesPossible())("machines that all reach the internet (Full Online), given by address", () => {
  let machines: Cluster;
  let given: Cluster;
  let own: string[];

  const sources = () => [depot, shop].map((machine) => packageSources(machines, machine));
  const states = async (): Promise<string[]> => {
    const { stdout } = await given.run("repository", "status", "-b", given.build, "--json");
    return (JSON.parse(stdout) as { machines: { state: string }[] }).machines.map(({ state }) => state);
  };

  beforeAll(async () => {
    machines = new Cluster("wide", poolDocuments);
    const made = await machines.run("infrastructure", "apply", "-f", "input.yaml");
    expect(made.status, made.stderr).toBe(0);
    // they were never ours for what comes now
    for (const machine of [depot, shop]) machines.on(machine, "rm -f /var/lib/lambdastack/lineage");
    given = new Cluster("lent", givenDocuments(join(machines.build, "keys/id_ed25519")));
    own = sources();
  });
  endWithSuite(() => [given, machines]);

  it("come up by the same command, install from the repository all the same, and pass their tests", async () => {
    const applied = await given.apply();
    const tested = await given.lambdastack("test", "-b", given.build);

    expect(applied.status, applied.stderr.slice(-3000)).toBe(0);
    expect(tested.status, tested.stderr).toBe(0);
    expect(await states()).toEqual(["pointed", "pointed"]);
    expect(machines.on(shop, "getent hosts deb.debian.org >/dev/null && echo online")).toBe("online");
    expect(machines.on(shop, "apt-cache policy nginx-light")).toContain(`http://${pool}.2/r/`);
    expect(machines.on(shop, "apt-cache policy nginx-light")).not.toContain("deb.debian.org");
    expect(await given.pending()).toMatchObject({ status: 0, changes: [] });
  });

  it("get their own sources back, byte for byte", async () => {
    const gone = await given.run("repository", "teardown", "-b", given.build);

    expect(gone.status, gone.stderr).toBe(0);
    expect(sources()).toEqual(own);
  });

  it("get them back too when their cluster is destroyed; what cannot be reached is told, and helps itself", async () => {
    const created = await given.run("repository", "create", "-b", given.build);
    const pointed = await states();
    const inventory = join(given.build, "inventory.yml");
    // nobody has that address
    writeFileSync(inventory, readFileSync(inventory, "utf8").replaceAll(`${pool}.3`, `${pool}.200`));

    const destroyed = await given.lambdastack("destroy", "-b", given.build, "--auto-approve");

    expect(created.status, created.stderr).toBe(0);
    expect(pointed).toEqual(["pointed", "pointed"]);
    expect(destroyed.status, destroyed.stderr).toBe(0);
    expect(destroyed.stderr).toMatch(/If shop installs from the cluster's repository, it goes on doing so/);
    expect(existsSync(join(given.build, "state.yml"))).toBe(false);
    expect(packageSources(machines, depot)).toBe(own[0]);
    expect(packageSources(machines, shop)).not.toBe(own[1]);
    machines.on(shop, "sh /var/lib/lambdastack/repository/restore.sh");
    expect(packageSources(machines, shop)).toBe(own[1]);
  });
});
