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
  machineNamed(`demo-rabbitmq-${n}`, 10 + n, { component: "rabbitmq", roles: ["rabbitmq"], index: n }),
);
const settings = "file:/etc/rabbitmq/rabbitmq.conf";

/** The document of the old products, with a policy, a plugin and a setting. */
const old = {
  rabbitmq_user: "rabbitmq",
  rabbitmq_group: "rabbitmq",
  stop_service: false,
  logrotate_period: "daily",
  logrotate_number: 7,
  ulimit_open_files: 65535,
  amqp_port: 5673,
  rabbitmq_use_longname: "AUTOCONFIGURED",
  rabbitmq_policies: [{ name: "ha-policy2", pattern: ".*", definitions: { "ha-mode": "all" } }],
  rabbitmq_plugins: ["rabbitmq_management_agent", "rabbitmq_management"],
  custom_configurations: [{ name: "vm_memory_high_watermark.relative", value: 0.8 }],
  cluster: { is_clustered: false },
};

const pem = (what: string) => `-----BEGIN ${what}-----\nabc\n-----END ${what}-----`;
const given = { certificate: pem("CERTIFICATE"), private_key: pem("PRIVATE KEY"), authority: pem("CERTIFICATE") };

describe("rabbitmq apply", () => {
  it("renders its defaults", async () => {
    const all = await outcomes(role, "apply", { machines });

    expect(all.map(({ id }) => id)).toEqual([
      "package:rabbitmq-server",
      "package:python3-pika",
      "file:/etc/rabbitmq/rabbitmq-env.conf",
      settings,
      "file:/etc/rabbitmq/enabled_plugins",
      "file:/var/lib/rabbitmq/.erlang.cookie",
      "unit:rabbitmq-server.service.d/lambdastack.conf",
      "file:/etc/logrotate.d/rabbitmq-server",
      "service:rabbitmq-server.service",
      "command:rabbitmq node rabbit@192.0.2.11 is in its cluster",
      "command:rabbitmq account operations",
    ]);
    await expect(contentOf(all, settings)).toMatchFileSnapshot("__golden__/defaults.conf");
    await expect(contentOf(all, "file:/etc/rabbitmq/rabbitmq-env.conf")).toMatchFileSnapshot("__golden__/env.conf");
  });

  it("keeps the cookie and the account's password secrets", async () => {
    const all = await outcomes(role, "apply", { machines });

    const cookie = all.find(({ id }) => id.endsWith(".erlang.cookie"));
    expect(cookie?.sensitive).toBe(true);
    expect(cookie?.props).toMatchObject({ mode: "0400", content: "secret(rabbitmq-erlang-cookie)\n" });
    expect(all.find(({ id }) => id === "command:rabbitmq account operations")?.sensitive).toBe(true);
  });

  it("lets a document of the old products take effect", async () => {
    const all = await outcomes(role, "apply", { machines, specification: old });

    await expect(contentOf(all, settings)).toMatchFileSnapshot("__golden__/old-document.conf");
    expect(contentOf(all, "file:/etc/rabbitmq/enabled_plugins")).toBe(
      "[rabbitmq_management,rabbitmq_management_agent,rabbitmq_prometheus].\n",
    );
    const policy = all.find(({ id }) => id === "command:rabbitmq policy ha-policy2 of virtual host /");
    expect(policy?.props.environment).toMatchObject({
      PATTERN: ".*",
      DEFINITION: '{"ha-mode":"all"}',
      APPLY_TO: "all",
    });
    const replaced = configured(role, old).warnings.filter(({ code }) => code === "replaced-key");
    expect(replaced.map(({ message }) => message)).toEqual([
      expect.stringContaining("rabbitmq_user"),
      expect.stringContaining("rabbitmq_group"),
      expect.stringContaining("rabbitmq_use_longname"),
    ]);
  });

  it("joins no other machine where each is a broker of its own", async () => {
    const all = await outcomes(role, "apply", { machines, specification: old });

    const node = all.find(({ id }) => id.includes("is in its cluster"));
    expect(node?.props.environment).toMatchObject({ OTHERS: "", MEMBERS: "rabbit@192.0.2.11" });
  });

  it("makes a certificate on the machine where TLS has none", async () => {
    const all = await outcomes(role, "apply", { machines, specification: { tls: { enable: true, port: 5671 } } });

    await expect(contentOf(all, settings)).toMatchFileSnapshot("__golden__/tls.conf");
    expect(all.map(({ id }) => id)).toContain("command:rabbitmq self-signed certificate");
  });

  it("takes a certificate, its key as a secret, and wants one of clients where there is an authority", async () => {
    const tls = { enable: true, port: 5671, ...given };

    const all = await outcomes(role, "apply", { machines, specification: { tls } });

    await expect(contentOf(all, settings)).toMatchFileSnapshot("__golden__/tls-given.conf");
    expect(all.find(({ id }) => id === "file:/etc/rabbitmq/tls/given.key")).toMatchObject({ sensitive: true });
  });

  it("listens without TLS for the machine itself alone where that is asked for", async () => {
    const specification = { tls: { enable: true, only: true } };

    const all = await outcomes(role, "apply", { machines, specification });
    const [dump] = await outcomes(role, "backup", { machines, specification });

    const listeners = contentOf(all, settings)
      .split("\n")
      .filter((line) => line.startsWith("listeners."));
    expect(listeners).toEqual([
      "listeners.tcp.2 = 127.0.0.1:5672",
      "listeners.ssl.1 = 192.0.2.11:5671",
      "listeners.ssl.2 = 127.0.0.1:5671",
    ]);
    expect(dump?.props.environment).toMatchObject({ ADDRESS: "127.0.0.1" });
  });

  it("is configured and does not run where it shall not", async () => {
    const all = await outcomes(role, "apply", { machines, specification: { stop_service: true } });

    expect(all.at(-1)).toMatchObject({
      id: "service:rabbitmq-server.service",
      props: { running: false, enabled: false },
    });
  });

  it("publishes where clients and Prometheus find it", async () => {
    expect(await publications(role, { machines })).toEqual({
      rabbitmq: { address: "192.0.2.11", port: 5672 },
      exporter: { job: "rabbitmq", port: 15692, path: "/metrics" },
    });
  });

  it.each([
    [
      "a listener among the settings",
      { custom_configurations: [{ name: "listeners.tcp.3", value: 1 }] },
      "rabbitmq-own-setting",
    ],
    ["a port that is used twice", { tls: { enable: true, port: 5672 } }, "rabbitmq-same-port"],
    ["no port for clients", { tls: { enable: false, only: true } }, "rabbitmq-no-port"],
  ])("refuses %s", async (_what, specification, code) => {
    await expect(outcomes(role, "apply", { machines, specification })).rejects.toMatchObject({ code });
  });

  it.each([
    ["a plugin that is no name", { rabbitmq_plugins: ["a].[b"] }],
    ["a setting that begins another line", { custom_configurations: [{ name: "a = 1\nb", value: 2 }] }],
    ["a certificate without its key", { tls: { certificate: "-----BEGIN CERTIFICATE-----" } }],
  ])("refuses %s", (_what, specification) => {
    expect(() => configured(role, specification)).toThrow();
  });

  it("refuses a value that would begin another line", async () => {
    const specification = { custom_configurations: [{ name: "a.b", value: "1\nloopback_users = none" }] };

    await expect(outcomes(role, "apply", { machines, specification })).rejects.toThrow();
  });
});

describe("rabbitmq scale", () => {
  it("asks what is on the node alone, then leaves", async () => {
    const all = await outcomes(role, "scale", { machines, leaving: machines.slice(0, 1) });

    expect(all.map(({ id }) => id)).toEqual([
      "check:asking rabbitmq what it holds",
      "command:rabbitmq leaves its cluster",
    ]);
  });

  it("has nothing to leave where all go", async () => {
    const all = await outcomes(role, "scale", { machines, leaving: machines });

    expect(all.map(({ id }) => id)).toEqual(["check:asking rabbitmq what it holds"]);
  });
});

describe("rabbitmq test", () => {
  it("wants as many nodes as there are machines", async () => {
    const all = await outcomes(role, "test", { machines });

    expect(all.find(({ id }) => id.includes("every machine of its cluster"))?.props.contains).toBe("3");
  });

  it.each([
    ["trusts the broker's own certificate", {}, "check:rabbitmq delivers what is published over TLS"],
    ["has no certificate where one is wanted", { ...given }, "check:rabbitmq shows its certificate and wants one"],
  ])("%s", async (_what, tls, id) => {
    const all = await outcomes(role, "test", { machines, specification: { tls: { enable: true, ...tls } } });

    expect(all.find((one) => one.id === id)?.props.environment).toMatchObject({ ADDRESS: "192.0.2.11", PORT: 5671 });
  });

  it("sees that nobody comes in without TLS where that is asked for", async () => {
    const specification = { tls: { enable: true, only: true } };

    const all = await outcomes(role, "test", { machines, specification });

    expect(all.map(({ id }) => id)).toContain("check:rabbitmq takes nobody from elsewhere without TLS");
    expect(all.find(({ id }) => id === "check:rabbitmq delivers what is published")?.props.environment).toMatchObject({
      ADDRESS: "127.0.0.1",
    });
  });
});

describe("a backup of rabbitmq", () => {
  const second = machines[1] as (typeof machines)[number];

  it.each([
    [true, "rabbit@192.0.2.11"],
    [false, ""],
  ])("is given once per cluster (clustered: %s)", async (is_clustered, earlier) => {
    const specification = { cluster: { is_clustered } };

    const dumps = await outcomes(role, "backup", { machines, machine: second, specification });

    expect(dumps.map(({ id }) => id)).toEqual(["dump:definitions.json", "dump:messages.json.gz"]);
    for (const { props } of dumps) expect(props.environment).toMatchObject({ EARLIER: earlier });
  });

  it("is taken back before the document's own account and policies are set again", async () => {
    const specification = { rabbitmq_policies: [{ name: "all", pattern: ".*", definitions: { "max-length": 1 } }] };

    const all = await outcomes(role, "restore", { machines, specification });

    expect(all.map(({ id }) => id)).toEqual([
      "load:definitions.json",
      "load:messages.json.gz",
      "step:rabbitmq account operations",
      "step:rabbitmq policy all of virtual host /",
    ]);
  });

  it("is none of a service that is stopped", async () => {
    expect(await outcomes(role, "backup", { machines, specification: { stop_service: true } })).toEqual([]);
  });
});

describe("an upgrade of rabbitmq", () => {
  it.each([true, false])("switches features on, once for a cluster (clustered: %s), for good", async (is_clustered) => {
    const [step, ...others] = await outcomes(role, "upgrade", {
      machines,
      specification: { cluster: { is_clustered } },
    });

    expect(others).toEqual([]);
    expect(step?.props).toMatchObject({ once: is_clustered, migrates: true });
  });

  it("touches no broker that does not run", async () => {
    expect(await outcomes(role, "upgrade", { machines, specification: { stop_service: true } })).toEqual([]);
  });
});
