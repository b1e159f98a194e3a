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
const member = (n: number, more: { component?: string; index?: number } = {}) => {
  const component = more.component ?? "zookeeper";
  return machineNamed(`demo-${component}-${n}`, 10 + n, { component, roles: ["zookeeper"], index: more.index ?? n });
};
const machines = [1, 2, 3].map((n) => member(n));
const settings = "file:/etc/zookeeper/zoo.cfg";

/** The document of the old products. */
const old = {
  static_config_file: {
    configurable_block: `# Limits the number of connections
maxClientCnxns=0

admin.enableServer=true
  admin.serverAddress = 127.0.0.1
admin.serverPort=8010
`,
  },
};

describe("zookeeper apply", () => {
  it("renders its defaults", async () => {
    const all = await outcomes(role, "apply", { machines });

    expect(all.map(({ id }) => id)).toEqual([
      "package:default-jre-headless",
      "package:libzookeeper-java",
      "group:zookeeper",
      "user:zookeeper",
      "file:/usr/local/bin/zkCli.sh",
      "directory:/var/lib/zookeeper",
      "file:/var/lib/zookeeper/myid",
      "directory:/etc/zookeeper",
      settings,
      "unit:zookeeper.service",
      "service:zookeeper.service",
      "command:zookeeper serves clients",
    ]);
    await expect(contentOf(all, settings)).toMatchFileSnapshot("__golden__/defaults.cfg");
    await expect(contentOf(all, "unit:zookeeper.service")).toMatchFileSnapshot("__golden__/zookeeper.service");
    expect(contentOf(all, "file:/var/lib/zookeeper/myid")).toBe("1\n");
  });

  it("lets a document of the old products take effect, its settings instead of ours", async () => {
    const all = await outcomes(role, "apply", { machines, specification: old });

    await expect(contentOf(all, settings)).toMatchFileSnapshot("__golden__/old-document.cfg");
  });

  it("names no server where there is one alone", async () => {
    const all = await outcomes(role, "apply", { machines: [member(1)] });

    expect(contentOf(all, settings)).not.toContain("server.");
  });

  it("publishes where clients find it", async () => {
    expect(await publications(role, { machines })).toEqual({ zookeeper: { address: "192.0.2.11", port: 2181 } });
  });

  it.each([
    ["a setting with a field of its own", "clientPort=2182", "zookeeper-own-setting"],
    ["a server of its own, whatever stands between key and value", "server.9 : evil", "zookeeper-no-setting"],
    ["a server of its own", "server.9=192.0.2.99:1:2", "zookeeper-own-setting"],
    ["a line that is no setting", "rm -rf /", "zookeeper-no-setting"],
    ["a line that swallows the next", "a=b\\", "zookeeper-no-setting"],
  ])("refuses %s", async (_what, block, code) => {
    const specification = { static_config_file: { configurable_block: block } };

    await expect(outcomes(role, "apply", { machines, specification })).rejects.toMatchObject({ code });
  });

  it("refuses two machines of one number, and a number that is no id", async () => {
    const twice = outcomes(role, "apply", { machines: [member(1), member(2, { component: "kafka", index: 1 })] });
    const high = outcomes(role, "apply", { machines: [member(1, { index: 255 })] });

    await expect(twice).rejects.toMatchObject({ code: "zookeeper-same-number" });
    await expect(high).rejects.toMatchObject({ code: "zookeeper-number-too-high" });
  });

  it("refuses a port that is used twice, and a directory that climbs", async () => {
    const twice = outcomes(role, "apply", { machines, specification: { peer_port: 2181 } });

    await expect(twice).rejects.toMatchObject({ code: "zookeeper-same-ports" });
    expect(() => configured(role, { data_directory: "/var/../etc" })).toThrow();
  });
});

describe("zookeeper scale", () => {
  it("asks the members that stay", async () => {
    const all = await outcomes(role, "scale", { machines, leaving: machines.slice(2) });

    expect(all.map(({ id }) => id)).toEqual(["check:asking the zookeeper members that stay"]);
    expect(all[0]?.props.environment).toMatchObject({ OTHERS: "192.0.2.12" });
  });

  it("asks the last one what it holds", async () => {
    const all = await outcomes(role, "scale", { machines, leaving: machines });

    expect(all.map(({ id }) => id)).toEqual(["check:asking zookeeper what it holds"]);
  });

  it.each([
    [2, 1, true],
    [3, 1, true],
    [3, 2, false],
    [4, 2, true],
    [5, 2, true],
    [5, 3, false],
  ])("of %i members lets %i go: %s", async (all, going, isFine) => {
    const members = Array.from({ length: all }, (_, index) => member(index + 1));

    const asked = outcomes(role, "scale", { machines: members, leaving: members.slice(all - going) });

    if (isFine) await expect(asked).resolves.toHaveLength(1);
    else await expect(asked).rejects.toMatchObject({ code: "zookeeper-data-lost", ending: "refused" });
  });
});

describe("zookeeper test", () => {
  it("writes under the machine's own name", async () => {
    const all = await outcomes(role, "test", { machines });

    expect(all.at(-1)?.props.environment).toMatchObject({ NODE: "/lambdastack-test-demo-zookeeper-1" });
  });
});

describe("a backup of zookeeper", () => {
  it("is given by the first member that serves clients", async () => {
    const machine = machines[2] as (typeof machines)[number];

    const [dump] = await outcomes(role, "backup", { machines, machine });

    expect(dump?.props.environment).toMatchObject({ EARLIER: "192.0.2.11 192.0.2.12", DATA: "/var/lib/zookeeper" });
  });

  it("is taken by every member, which all stop before one begins", async () => {
    const all = await outcomes(role, "restore", { machines });

    expect(all.map(({ id }) => id)).toEqual([
      "load:content.tar.gz",
      "step:zookeeper stops",
      "step:zookeeper begins anew with what was restored",
      "step:zookeeper serves clients",
    ]);
    expect(all[0]?.props).toMatchObject({ shared: true });
  });
});

describe("an upgrade of zookeeper", () => {
  it("asks each member whether it leads", async () => {
    const all = await outcomes(role, "upgrade", { machines });

    expect(all.map(({ id }) => id)).toEqual(["check:zookeeper leads"]);
  });
});
