import {
  configured,
  contentOf,
  inMemoryRole,
  machineNamed,
  outcomes,
  publications,
} from "@lambdastack/core/role-testing";
import { describe, expect, it } from "vitest";
import apply from "./apply/index.ts";
import backup from "./backup/index.ts";
import restore from "./restore/index.ts";
import scale from "./scale/index.ts";
import test from "./test/index.ts";
import upgrade from "./upgrade/index.ts";

const role = inMemoryRole(import.meta.dirname, { apply, test, scale, backup, restore, upgrade });
const machines = [1, 2, 3].map((n) =>
  machineNamed(`demo-etcd-${n}`, 10 + n, { component: "etcd", roles: ["etcd"], index: n }),
);
const [first, second] = machines;

describe("etcd apply", () => {
  it("renders its defaults", async () => {
    const all = await outcomes(role, "apply", { machines });

    expect(all.map(({ id }) => id)).toEqual([
      "package:etcd-server",
      "package:etcd-client",
      "file:/etc/default/etcd",
      "unit:etcd.service.d/lambdastack.conf",
      "directory:/var/lib/etcd/default",
      "command:etcd knows how to begin",
      "service:etcd.service",
      "command:etcd votes and answers",
      "command:etcd has no member whose machine is gone",
    ]);
    await expect(contentOf(all, "file:/etc/default/etcd")).toMatchFileSnapshot("__golden__/defaults.env");
    await expect(contentOf(all, "unit:etcd.service.d/lambdastack.conf")).toMatchFileSnapshot("__golden__/unit.conf");
  });

  it("restarts no member when another one comes: only scripts are told of it", async () => {
    const more = [...machines, machineNamed("demo-etcd-4", 14, { component: "etcd", roles: ["etcd"], index: 4 })];

    const before = await outcomes(role, "apply", { machines });
    const after = await outcomes(role, "apply", { machines: more });

    const changed = after.filter((one, index) => JSON.stringify(one) !== JSON.stringify(before[index]));
    expect(changed.map(({ id }) => id.split(":")[0])).toEqual(["command", "command", "command"]);
  });

  it("tells a script who the others are", async () => {
    const all = await outcomes(role, "apply", { machines, ...(second && { machine: second }) });

    const begin = all.find(({ id }) => id === "command:etcd knows how to begin");
    expect(begin?.props.environment).toMatchObject({
      NAME: "demo-etcd-2",
      OTHERS: "http://192.0.2.11:2379 http://192.0.2.13:2379",
      FIRST_CLUSTER:
        "demo-etcd-1=http://192.0.2.11:2380,demo-etcd-2=http://192.0.2.12:2380,demo-etcd-3=http://192.0.2.13:2380",
    });
  });

  it("publishes where clients and Prometheus find it", async () => {
    expect(await publications(role, { machines })).toEqual({
      etcd: { address: "192.0.2.11", clientPort: 2379, peerPort: 2380 },
      exporter: { job: "etcd", port: 2379, path: "/metrics" },
    });
  });

  it.each([
    ["a directory that climbs", { data_directory: "/var/../etc" }],
    ["a directory with a blank", { data_directory: "/var/lib/x y" }],
    ["a port beyond", { client_port: 70000 }],
    ["a retention that is no time", { auto_compaction: { mode: "periodic", retention: "1 day" } }],
  ])("refuses %s", (_what, specification) => {
    expect(() => configured(role, specification)).toThrow();
  });

  it.each([
    ["an election shorter than five heartbeats", { heartbeat_interval: 300 }, "etcd-election-too-short"],
    ["one port for clients and members", { peer_port: 2379 }, "etcd-same-port"],
  ])("refuses %s", async (_what, specification, code) => {
    await expect(outcomes(role, "apply", { machines, specification })).rejects.toMatchObject({ code });
  });
});

describe("etcd test", () => {
  it("wants as many votes as there are machines", async () => {
    const all = await outcomes(role, "test", { machines });

    expect(all.find(({ id }) => id === "check:etcd has a vote per machine")?.props.contains).toBe("3 vote");
  });
});

describe("etcd scale", () => {
  it("asks the members that stay, then leaves through them", async () => {
    const all = await outcomes(role, "scale", { machines, leaving: first ? [first] : [] });

    expect(all.map(({ id }) => id)).toEqual([
      "check:asking the etcd members that stay",
      "command:etcd leaves its ensemble",
    ]);
    expect(all[1]?.props.environment).toMatchObject({ OTHERS: "http://192.0.2.12:2379 http://192.0.2.13:2379" });
  });

  it("asks the last ones what they hold", async () => {
    const all = await outcomes(role, "scale", { machines, leaving: machines });

    expect(all.map(({ id }) => id)).toEqual(["check:asking etcd what it holds"]);
  });
});

describe("a backup of etcd", () => {
  it("is given by the first member that is healthy", async () => {
    const asked = await Promise.all(
      machines.map(async (machine) => (await outcomes(role, "backup", { machines, machine }))[0]),
    );

    expect(asked.map((one) => one?.props.environment)).toMatchObject([
      { EARLIER: "" },
      { EARLIER: "http://192.0.2.11:2379" },
      { EARLIER: "http://192.0.2.11:2379 http://192.0.2.12:2379" },
    ]);
  });

  it("is taken by every member of a new ensemble", async () => {
    const all = await outcomes(role, "restore", { machines });

    expect(all.map(({ id }) => id)).toEqual([
      "load:snapshot.db",
      "step:etcd stops",
      "step:etcd begins anew with what was restored",
      "step:etcd answers",
    ]);
    expect(all[0]?.props).toMatchObject({ shared: true, environment: { NAME: "demo-etcd-1" } });
  });
});

describe("an upgrade of etcd", () => {
  it("asks each member whether it leads", async () => {
    const all = await outcomes(role, "upgrade", { machines });

    expect(all.map(({ id }) => id)).toEqual(["check:etcd leads"]);
  });
});
