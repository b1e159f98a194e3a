import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Lock } from "../../../repository/src/lock/lock.ts";
import { Cluster, endWithSuite } from "../../lab/cluster.ts";
import { machinesPossible } from "../../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: locked
  admin_user: { name: operations }
  local: { network: full, address_pool: 10.86.0.0/24 }
  components:
    web: { count: 2 }
`;

let cluster: Cluster;

describe.skipIf(!machinesPossible())("a lock against real machines", () => {
  beforeAll(async () => {
    cluster = new Cluster("locked", documents);
    const { status, stderr } = await cluster.run("infrastructure", "apply", "-f", "input.yaml");
    expect(status, stderr).toBe(0);
  });
  endWithSuite(() => [cluster]);

  const lock = async (...words: string[]): Promise<Lock["systems"][string]> => {
    const ended = await cluster.run("repository", "lock", "-b", `build/${cluster.name}`, ...words);
    expect(ended.status, ended.stderr).toBe(0);
    const text = readFileSync(join(cluster.build, "repository.lock.json"), "utf8");
    return (JSON.parse(text) as Lock).systems["debian-12"] as Lock["systems"][string];
  };
  const names = ({ packages }: Lock["systems"][string]): string[] => packages.map(({ name }) => name);

  it("leaves out what they have, and is the same wherever it is resolved", async () => {
    const [machine] = Object.keys(cluster.addresses()).sort();
    const state = () =>
      cluster.on(String(machine), "sha256sum /var/lib/dpkg/status; ls -R /var/lib/apt /tmp | sha256sum");
    const before = state();

    const empty = await lock();
    const here = await lock("--profile", "machines");
    const there = await lock("--profile", "machines", "--on", String(machine));

    expect([empty.profile, here.profile]).toEqual(["empty", "machines"]);
    expect(names(empty)).toEqual(expect.arrayContaining(["libc6", "nginx-light"]));
    expect(names(here)).toContain("nginx-light");
    expect(names(here)).not.toContain("libc6");
    expect(names(here).length).toBeLessThan(names(empty).length / 2);
    expect(there).toEqual(here);
    expect(state()).toBe(before);
  });

  it("is asked of no machine that there is not", async () => {
    const ended = await cluster.run("repository", "lock", "-b", `build/${cluster.name}`, "--on", "locked-web-9");

    expect(ended).toMatchObject({ status: 3, stderr: expect.stringContaining("locked-web-1") });
  });
});
