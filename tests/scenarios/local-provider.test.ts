import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  buildFolder,
  type InfrastructurePlan,
  type ModuleState,
  type ProviderContext,
  type StateNode,
} from "@lambdastack/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { processesIn } from "../../infrastructure/providers/local/computer/control-groups.ts";
import provider from "../../infrastructure/providers/local/index.ts";
import { clusterNames, machineNames } from "../../infrastructure/providers/local/names.ts";

const isRoot = process.getuid?.() === 0;
const runsSystemd = spawnSync("test", ["-d", "/run/systemd/system"]).status === 0;
const pool = "10.177.0.0/24";

describe.skipIf(!isRoot)("machines on this computer (needs root)", () => {
  const root = isRoot ? mkdtempSync(join(tmpdir(), "local-provider-")) : "";
  const lineage = `test-${process.pid}`;
  let section: ModuleState | undefined;
  let before = "";

  const context = (components: Record<string, number>, network = "full"): ProviderContext => {
    const counts = Object.entries(components).map(([name, count]) => [name, { count }]);
    const specification = {
      name: "scenario",
      prefix: "t",
      admin_user: { name: "operator" },
      components: Object.fromEntries(counts),
      local: { network, address_pool: pool },
    };
    return {
      manifest: {
        cluster: { kind: "lambdastack-cluster", name: "default", version: "1.0.0", specification },
        documents: [],
      },
      componentRoles: {},
      folder: buildFolder(root),
      section,
      nodes: section?.nodes ?? [],
      lineage,
      events: { emit: () => undefined, subscribe: () => () => undefined },
      signal: new AbortController().signal,
      concurrency: 8,
      environment: process.env,
      secret: () => undefined,
      record: async (nodes: readonly StateNode[], more = {}) => {
        section = { status: "applied", ...section, ...more, nodes: [...nodes] };
      },
    };
  };

  const apply = async (...wanted: Parameters<typeof context>): Promise<InfrastructurePlan> => {
    const plan = await provider.plan(context(...wanted));
    await provider.apply(context(...wanted), plan);
    return plan;
  };

  const pending = async (...wanted: Parameters<typeof context>): Promise<string[]> =>
    (await provider.plan(context(...wanted))).changes.map(({ action, what, name }) => `${action} ${what} ${name}`);

  const ssh = (address: string, command: string): { status: number | null; text: string } => {
    const { user, keyPath } = provider.access(context({}));
    const pins = ["-o", `UserKnownHostsFile=${buildFolder(root).knownHosts}`, "-o", "StrictHostKeyChecking=yes"];
    const args = [
      "-o",
      "BatchMode=yes",
      "-o",
      "ConnectTimeout=5",
      ...pins,
      "-i",
      keyPath,
      `${user}@${address}`,
      command,
    ];
    const { status, stdout, stderr } = spawnSync("ssh", args, { encoding: "utf8" });
    return { status, text: `${stdout}${stderr}`.trim() };
  };

  /** Refused by our own rule within the attempt; nothing leaves the computer. */
  const connects = (address: string, to: string): string =>
    ssh(address, `timeout 3 bash -c 'exec 3<>/dev/tcp/${to}' 2>&1 && echo open || echo closed`).text;

  beforeAll(() => {
    before = traces();
  });

  afterAll(async () => {
    await provider.destroy(context({}), await provider.planDestroy(context({})));
    rmSync(root, { recursive: true, force: true });
  });

  test("three machines come up, with a login that has sudo, and a second plan is empty", async () => {
    const plan = await apply({ db: 1, web: 2 });

    expect(plan.changes.filter(({ what }) => what === "machine").map(({ action }) => action)).toEqual([
      "create",
      "create",
      "create",
    ]);
    expect(ssh("10.177.0.2", "sudo id -un; hostname; getent hosts t-scenario-db-1").text).toMatch(
      /root\nt-scenario-db-1\n10\.177\.0\.2/,
    );
    expect(await pending({ db: 1, web: 2 })).toEqual([]);
  });

  test.skipIf(runsSystemd)(
    "a machine that died is started again with its data, and its neighbours run on",
    async () => {
      ssh("10.177.0.3", "echo kept | sudo tee /srv/data; sync");
      const neighbour = ssh("10.177.0.2", "cat /proc/sys/kernel/random/boot_id; ps -o lstart= 1").text;
      for (const { pid, name } of await processesIn(
        machineNames(clusterNames(lineage), "t-scenario-web-1").controlGroup,
      )) {
        if (name === "sh" || name === "systemd-nspawn") process.kill(pid, "SIGKILL");
      }

      expect(await pending({ db: 1, web: 2 })).toEqual(["start machine t-scenario-web-1"]);
      await apply({ db: 1, web: 2 });

      expect(ssh("10.177.0.3", "cat /srv/data").text).toBe("kept");
      expect(ssh("10.177.0.2", "cat /proc/sys/kernel/random/boot_id; ps -o lstart= 1").text).toBe(neighbour);
    },
  );

  test("a reboot from inside comes back by itself", async () => {
    const since = ssh("10.177.0.4", "ps -o lstart= 1").text;

    ssh("10.177.0.4", "sleep 1; sudo systemctl reboot");

    await expect
      .poll(() => ssh("10.177.0.4", "ps -o lstart= 1"))
      .toSatisfy(({ status, text }: { status: number | null; text: string }) => status === 0 && text !== since);
    expect(await pending({ db: 1, web: 2 })).toEqual([]);
  });

  test("one machine more, one less: the others keep running", async () => {
    const since = ssh("10.177.0.2", "ps -o lstart= 1").text;

    const grown = await apply({ db: 1, web: 3 });
    const shrunk = await apply({ db: 1, web: 2 });

    const touched = (plan: InfrastructurePlan): string[] =>
      plan.changes.filter(({ what }) => what === "machine").map(({ action, name }) => `${action} ${name}`);
    expect(touched(grown)).toEqual(["create t-scenario-web-3"]);
    expect(touched(shrunk)).toEqual(["delete t-scenario-web-3"]);
    expect(ssh("10.177.0.2", "ps -o lstart= 1").text).toBe(since);
    expect(ssh("10.177.0.2", "getent hosts t-scenario-web-3; echo $?").text).toBe("2");
  });

  test.each(["169.254.169.254/80", "10.1.2.3/443", "192.168.7.7/80", "100.64.1.1/80", "10.177.0.1/22"])(
    "in mode full %s is refused at once by our own rule",
    (target) => {
      const answer = connects("10.177.0.2", target);

      expect(answer).toContain("Connection refused");
    },
  );

  test("in mode full apt reaches its mirror, and in mode isolated nobody reaches anything", async () => {
    const open = ssh("10.177.0.2", "sudo apt-get update -o APT::Update::Error-Mode=any >/dev/null 2>&1; echo $?").text;
    await apply({ db: 1, web: 2 }, "isolated");
    const closed = connects("10.177.0.2", "203.0.113.80/80");

    expect(open).toBe("0");
    // where the computer passes no packets on at all, none comes as far as our rule: it is closed without a word
    expect(closed).toMatch(/closed$/);
    expect(
      ssh("10.177.0.2", "grep -c nameserver /etc/resolv.conf; ping -c1 -W2 10.177.0.3 >/dev/null; echo $?").text,
    ).toBe("0\n0");
  });

  test("in mode jump-host the repository machine alone may reach out", async () => {
    const wanted = { db: 1, web: 2, repository: 1 };
    await apply(wanted, "jump-host");

    const address = section?.nodes?.find(({ component }) => component === "repository")?.privateIP ?? "";
    const resolve = "getent hosts deb.debian.org >/dev/null; echo $?";

    expect(ssh(address, resolve).text).toBe("0");
    expect(ssh("10.177.0.2", resolve).text).toBe("2");
    expect(await pending(wanted, "jump-host")).toEqual([]);
  });

  test("a pool that overlaps a route of the computer is refused with the route", async () => {
    const other = { ...context({ db: 1 }), lineage: "another" };

    await expect(provider.plan(other)).rejects.toMatchObject({ code: "address-pool-taken", ending: "refused" });
  });

  test("destroy leaves no mount, namespace, bridge, table, route, process or file", async () => {
    await provider.destroy(context({}), await provider.planDestroy(context({})));

    expect(traces()).toBe(before);
    expect(execFileSync("find", [root, "-mindepth", "1", "-not", "-path", `${root}/keys*`], { encoding: "utf8" })).toBe(
      "",
    );
  });

  function traces(): string {
    const cluster = clusterNames(lineage);
    const { bridge, table, id } = cluster;
    const names = ["db-1", "web-1", "web-2", "web-3", "repository-1"];
    const cables = names.map((name) => machineNames(cluster, `t-scenario-${name}`).cable);
    const questions = [
      `ip -o link | grep -E '${[bridge, ...cables].join("|")}' || true`,
      `ip route | grep -F ${pool} || true`,
      `nft list tables | grep ${table} || true`,
      `findmnt -rno TARGET | grep -E '${root}|/run/lambdastack/${id}' || true`,
      `ls -d /run/lambdastack/${id} /run/systemd/nspawn/propagate/ls-${id}-* 2>/dev/null || true`,
      `find /sys/fs/cgroup -path '*lambdastack*${id}*' 2>/dev/null | head -3`,
      `ps -eo args | grep -F '${root}/local' | grep -v grep || true`,
    ];
    return questions.map((question) => execFileSync("sh", ["-c", question], { encoding: "utf8" })).join("---\n");
  }
});
