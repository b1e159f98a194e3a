import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending } from "../lab/expectations.ts";
import { checkout, start } from "../lab/lambdastack.ts";
import { writeLedgerRole } from "../lab/ledger-role.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { offerVersions } from "../lab/newer-source.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: returned
  admin_user:
    name: operations
  local:
    address_pool: 10.115.2.0/24
    memory: 768
  components:
    member:
      count: 3
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    member: [haproxy, ledger]
`;

const machines = [1, 2, 3].map((n) => `returned-member-${n}`);
const [first, second, third] = machines as [string, string, string];

const newer = "2.99.1-1+repacked";
const offered = (change?: string) => offerVersions({ haproxy: [newer] }, change);
/** The newer package's service ends at once. */
const broken = offered("sed -i 's#^ExecStart=.*#ExecStart=/bin/false#' lib/systemd/system/haproxy.service");
/** The newer package cannot be configured, and brings a newer version of another one and one that was not there. */
const unconfigurable = offerVersions(
  { haproxy: [newer], hello: ["2.98+repacked"] },
  `if grep -q '^Package: haproxy$' DEBIAN/control; then
    printf '#!/bin/sh\\nexit 1\\n' >DEBIAN/postinst
    sed -i 's/^Depends: /Depends: hello (>= 2.98), tree, /' DEBIAN/control
  fi`,
);

const askStatistics = `exec 3<>/dev/tcp/127.0.0.1/9000; printf "GET /haproxy?stats HTTP/1.0\\r\\n\\r\\n" >&3; head -n 1 <&3 | cut -d " " -f 2`;

describe.skipIf(!machinesPossible())("an upgrade that fails on real machines", () => {
  let cluster: Cluster;
  let before: string;
  endWithSuite(() => [cluster]);
  beforeAll(() => {
    cluster = new Cluster("returned", documents);
    writeLedgerRole(join(cluster.folder, "roles"));
  });

  const upgrade = (...words: string[]) => cluster.answer("--plugins", "roles", "upgrade", "--no-backup", ...words);
  const version = (name: string) => (machine: string) => cluster.on(machine, `dpkg-query -W ${name} | cut -f 2`);
  const versions = () => machines.map(version("haproxy"));
  const serves = (machine: string) => cluster.on(machine, `systemctl is-active haproxy; bash -c '${askStatistics}'`);
  const unit = (machine: string) => cluster.on(machine, "grep ^ExecStart= /lib/systemd/system/haproxy.service");
  const memoryOf = (machine: string) =>
    cluster.on(
      machine,
      "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null | awk '{ print $1 / 1048576; exit }'",
    );
  const record = () => JSON.parse(readFileSync(join(cluster.build, "upgrade.json"), "utf8"));

  it("says before it begins that it can go back, and what cannot", async () => {
    const applied = await cluster.run("lambdastack", "--plugins", "roles", "apply", "-f", "input.yaml", "--json");
    expect(applied.status, applied.stderr).toBe(0);
    before = version("haproxy")(first);
    for (const machine of machines) cluster.on(machine, machine === second ? broken : offered());
    // As on a machine whose sources went on: what runs is among neither its sources nor its archives.
    cluster.on(
      third,
      "mv /etc/apt/sources.list.d /srv/sources; mv /etc/apt/sources.list /srv/ || :; mkdir /etc/apt/sources.list.d; cp /srv/sources/newer.list /etc/apt/sources.list.d; apt-get clean",
    );

    const planned = await upgrade("--dry-run");

    cluster.on(
      third,
      "rm -r /etc/apt/sources.list.d; mv /srv/sources /etc/apt/sources.list.d; mv /srv/sources.list /etc/apt/ || :",
    );
    const ways = planned.data.steps.map(({ rollback }: { rollback: object }) => rollback);
    expect(planned.status, planned.stderr).toBe(0);
    const reason = `haproxy ${before} can be had no more`;
    expect(ways).toEqual([{ isPossible: true }, { isPossible: true }, { isPossible: false, reason }]);
    expect(versions()).toEqual([before, before, before]);
  });

  it("goes back on the machine that is not healthy, where the others stay as they are", async () => {
    const failed = await upgrade();

    expect([failed.status, failed.data.error?.code], failed.stderr).toEqual([1, "upgrade-rolled-back"]);
    expect(failed.data.error.message).toContain(`It was rolled back to haproxy ${before}, and is healthy.`);
    expect(versions()).toEqual([newer, before, before]);
    expect(machines.map(serves)).toEqual(machines.map(() => "active\n401"));
    expect(unit(second)).not.toContain("/bin/false");
    expect(
      record().steps.map(({ isDone, rolledBackAt }: Record<string, unknown>) => [isDone, typeof rolledBackAt]),
    ).toEqual([
      [true, "undefined"],
      [false, "string"],
      [false, "undefined"],
    ]);
  });

  it("goes back from a package that cannot be configured too, with all that came along", async () => {
    cluster.on(second, unconfigurable);

    const failed = await upgrade();

    expect([failed.status, failed.data.error?.code], failed.stderr).toEqual([1, "upgrade-rolled-back"]);
    expect(failed.data.error.message).toContain(`haproxy of role haproxy could not be brought to ${newer}`);
    expect(versions()).toEqual([newer, before, before]);
    expect(version("hello")(second)).toBe("2.10-3");
    expect(cluster.on(second, "command -v tree || echo none")).toBe("none");
    expect(cluster.on(second, "dpkg --audit; ls /var/lib/lambdastack")).not.toContain("former");
    expect(serves(second)).toBe("active\n401");
  });

  it("leaves the machine for inspection where that is asked", async () => {
    cluster.on(second, broken);

    const failed = await upgrade("--no-rollback");

    expect([failed.status, failed.data.error?.code], failed.stderr).toEqual([1, "restart-failed"]);
    expect(failed.data.error.message).toContain("It is not rolled back: --no-rollback was given.");
    expect(versions()).toEqual([newer, newer, before]);
    expect(unit(second)).toContain("/bin/false");
  });

  it("knows what was there before also after that", async () => {
    const failed = await upgrade();

    expect([failed.status, failed.data.error?.code], failed.stderr).toEqual([1, "upgrade-rolled-back"]);
    expect(versions()).toEqual([newer, before, before]);
    expect(serves(second)).toBe("active\n401");
  });

  it("goes back all the same after a kill on the way back", async () => {
    const words = [
      "--plugins",
      "roles",
      "--plugins",
      join(checkout, "plugins"),
      "upgrade",
      "-f",
      "input.yaml",
      "--json",
    ];
    const earlier = cluster.lastEvents();
    const said = () => {
      const events = cluster.lastEvents();
      return events !== earlier && existsSync(events) ? readFileSync(events, "utf8") : "";
    };
    const killed = start("lambdastack", words, cluster.folder);
    await expect.poll(said, { interval: 50 }).toContain("Going back to its former packages");
    killed.kill("SIGKILL");
    await killed.ended;

    const failed = await upgrade();

    expect([failed.status, failed.data.error?.code], failed.stderr).toEqual([1, "upgrade-rolled-back"]);
    expect(versions()).toEqual([newer, before, before]);
    expect(serves(second)).toBe("active\n401");
  });

  it("ends with the same command once the package is mended, and leaves nothing to apply", async () => {
    cluster.on(second, offered());

    const done = await upgrade();

    expect(done.status, done.stderr).toBe(0);
    expect(versions()).toEqual([newer, newer, newer]);
    expect(existsSync(join(cluster.build, "upgrade.json"))).toBe(false);
    await nothingPending(cluster, "--plugins", "roles");
  });

  it("is refused where its machines are too small, with what the documents have to say", async () => {
    for (const machine of machines)
      cluster.on(machine, offerVersions({ haproxy: [newer], hello: ["3.1+repacked", "4.1+repacked"] }));

    const refused = await upgrade();
    const early = await upgrade("--dry-run", "--to", "3");

    expect([refused.status, refused.data.error?.code], refused.stderr).toEqual([4, "infrastructure-needed"]);
    expect(refused.stderr).toContain("wants 1000 MiB of memory on each of its machines (the ledger is kept in memory)");
    expect(refused.stderr).toContain(`768 MiB of memory on ${third}`);
    expect(refused.stderr).toMatch(
      /kind: lambdastack-cluster\s+name: default\s+specification:\s+local:\s+memory: 1000/,
    );
    expect(early.data.steps.map(({ migrations }: { migrations?: unknown }) => migrations)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(machines.map(version("hello"))).toEqual(["2.10-3", "2.10-3", "2.10-3"]);
  });

  it("shows the plan of the machines first, once the documents say it", async () => {
    cluster.edit("memory: 768", "memory: 1000");

    const planned = await upgrade("--dry-run");
    const alone = await cluster.run("components", "--plugins", "roles", "upgrade", "-f", "input.yaml", "--dry-run");
    const narrowed = await upgrade("--dry-run", "--limit", first);

    expect(planned.status, planned.stderr).toBe(0);
    expect(planned.data.infrastructure).toEqual(
      machines.map((name) => ({
        action: "update",
        what: "machine",
        name,
        detail: "memory 768 MiB -> 1000 MiB, without a restart",
        destroys: false,
      })),
    );
    expect(planned.data.needs.map(({ machine, has }: Record<string, unknown>) => [machine, has])).toEqual(
      machines.map((name) => [name, 768]),
    );
    expect([alone.status, alone.stderr]).toEqual([4, expect.stringContaining("lambdastack upgrade -f")]);
    expect([narrowed.status, narrowed.data.error?.code], narrowed.stderr).toEqual([4, "upgrade-needs-all-machines"]);
  });

  it("changes the machines, migrates data of each, and does not go back from that", async () => {
    cluster.on(second, "touch /srv/ledger/locked");

    const stopped = await upgrade();

    expect([stopped.status, stopped.data.error?.code], stopped.stderr).toEqual([1, "step-failed"]);
    expect(stopped.data.error.message).toContain(
      'It is not rolled back: "the ledger becomes of format 4" began to migrate its data.',
    );
    expect(machines.map(version("hello"))).toEqual(["4.1+repacked", "4.1+repacked", "2.10-3"]);
    expect(machines.map(memoryOf)).toEqual(machines.map(() => "1000"));
    const forgotten = await upgrade("--anew");
    expect([forgotten.status, forgotten.data.error?.code], forgotten.stderr).toEqual([4, "migration-unfinished"]);
  });

  it("goes on with what is not migrated yet", async () => {
    cluster.on(second, "rm /srv/ledger/locked");

    const done = await upgrade();

    expect(done.status, done.stderr).toBe(0);
    expect(machines.map((machine) => cluster.on(machine, "cat /srv/ledger/data"))).toEqual(
      machines.map(() => "format 4"),
    );
    expect(machines.map((machine) => cluster.on(machine, "cat /srv/ledger/log"))).toEqual([
      "moved",
      "moved",
      `moved\nclosed on ${third}`,
    ]);
    await nothingPending(cluster, "--plugins", "roles");
  });
});
