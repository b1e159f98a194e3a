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
import scale from "./scale/index.ts";
import test from "./test/index.ts";

const role = inMemoryRole(import.meta.dirname, { apply, test, scale });
const broker = (n: number, more: { index?: number } = {}) =>
  machineNamed(`demo-kafka-${n}`, 10 + n, { component: "kafka", roles: ["kafka"], index: n, ...more });
const cluster = (count: number) => Array.from({ length: count }, (_, index) => broker(index + 1));
const machines = cluster(3);
const settings = "file:/etc/kafka/server.properties";

const member = (n: number) => ({
  role: "zookeeper",
  machine: machineNamed(`demo-zookeeper-${n}`, 30 + n),
  value: { address: `192.0.2.${30 + n}`, port: 2181 },
});
const zookeeper = { zookeeper: [1, 2, 3].map(member) };

/** A document of the old products, with what its fields can say. */
const old = {
  kafka_var: {
    enabled: true,
    admin: "kafka",
    admin_pwd: "LambdaStack",
    security: {
      ssl: {
        enabled: true,
        port: 9193,
        server: {
          local_cert_download_path: "kafka-certs",
          keystore_location: "/var/private/ssl/kafka.server.keystore.jks",
          truststore_location: "/var/private/ssl/kafka.server.truststore.jks",
          cert_validity: 400,
          passwords: { keystore: "PasswordToChange", truststore: "PasswordToChange", key: "PasswordToChange" },
        },
        endpoint_identification_algorithm: "HTTPS",
        client_auth: "required",
      },
      encrypt_at_rest: false,
      inter_broker_protocol: "SSL",
      authorization: {
        enabled: true,
        authorizer_class_name: "kafka.security.auth.SimpleAclAuthorizer",
        allow_everyone_if_no_acl_found: false,
        super_users: ["tester01", "tester02"],
        users: [{ name: "test_user", topic: "test_topic" }],
      },
      authentication: {
        enabled: true,
        authentication_method: "certificates",
        sasl_mechanism_inter_broker_protocol: null,
        sasl_enabled_mechanisms: "PLAIN",
      },
    },
    sha: "b28e",
    port: 9192,
    min_insync_replicas: 2,
    default_replication_factor: 3,
    offsets_topic_replication_factor: 2,
    num_recovery_threads_per_data_dir: 2,
    num_replica_fetchers: 3,
    replica_fetch_max_bytes: 1048577,
    replica_socket_receive_buffer_bytes: 65537,
    partitions: 8,
    log_retention_hours: 169,
    log_retention_bytes: 1000,
    offset_retention_minutes: 10081,
    heap_opts: "-Xmx2G -Xms2G",
    opts: "-Djavax.net.debug=all",
    jmx_opts: null,
    max_incremental_fetch_session_cache_slots: 1001,
    controlled_shutdown_enable: false,
    group: "kafkas",
    user: "kafkas",
    conf_dir: "/opt/kafka/config",
    data_dir: "/srv/kafka",
    log_dir: "/srv/log",
    socket_settings: {
      network_threads: 4,
      io_threads: 9,
      send_buffer_bytes: 102401,
      receive_buffer_bytes: 102402,
      request_max_bytes: 104857601,
    },
  },
  zookeeper_set_acl: true,
  zookeeper_hosts: "{{ groups['zookeeper']|join(':2181,') }}:2181",
  jmx_exporter_user: "jmx-exporter",
  jmx_exporter_group: "jmx-exporter",
  prometheus_jmx_path: "/opt/jmx-exporter/jmx_prometheus_javaagent.jar",
  prometheus_jmx_exporter_web_listen_port: 7071,
  prometheus_jmx_config: "/opt/kafka/config/jmx-kafka.config.yml",
  prometheus_config_dir: "/etc/prometheus",
  prometheus_kafka_jmx_file_sd_labels: { job: "jmx-kafka" },
};

const sasl = {
  kafka_var: {
    security: {
      ssl: { enabled: true, client_auth: "required" },
      inter_broker_protocol: "SASL_SSL",
      authentication: { enabled: true, authentication_method: "sasl" },
      authorization: { enabled: true, users: [{ name: "shop", topic: "orders" }] },
    },
  },
};

describe("kafka apply", () => {
  it("renders its defaults", async () => {
    const all = await outcomes(role, "apply", { machines: cluster(1) });

    expect(all.map(({ id }) => id)).toEqual([
      "package:openjdk-17-jre-headless",
      "package:openssl",
      "group:kafka",
      "user:kafka",
      "archive:/opt/kafka-3.7.0",
      "link:/opt/kafka",
      "directory:/etc/kafka",
      "directory:/var/lib/kafka",
      "directory:/var/log/kafka",
      "command:kafka keeps its controllers",
      settings,
      "file:/etc/kafka/admin.properties",
      "file:/etc/kafka/log4j.properties",
      "file:/etc/default/kafka",
      "unit:kafka.service",
      "command:kafka storage is formatted",
      "service:kafka.service",
      "command:kafka serves clients",
      "command:kafka has no replica on a machine that is gone",
    ]);
    await expect(contentOf(all, settings)).toMatchFileSnapshot("__golden__/kraft-1.properties");
    await expect(contentOf(all, "unit:kafka.service")).toMatchFileSnapshot("__golden__/kafka.service");
    await expect(contentOf(all, "file:/etc/default/kafka")).toMatchFileSnapshot("__golden__/kafka.env");
    await expect(contentOf(all, "file:/etc/kafka/log4j.properties")).toMatchFileSnapshot("__golden__/log4j.properties");
  });

  it("lets three machines vote", async () => {
    const all = await outcomes(role, "apply", { machines, machine: broker(2) });

    await expect(contentOf(all, settings)).toMatchFileSnapshot("__golden__/kraft-3.properties");
  });

  it("makes a fourth machine a broker that does not vote, and changes no file of the others", async () => {
    const fourth = await outcomes(role, "apply", { machines: cluster(4), machine: broker(4) });
    const first = await outcomes(role, "apply", { machines: cluster(4) });
    const before = await outcomes(role, "apply", { machines });

    await expect(contentOf(fourth, settings)).toMatchFileSnapshot("__golden__/kraft-broker.properties");
    const changed = first.filter((one, index) => JSON.stringify(one) !== JSON.stringify(before[index]));
    expect(changed.map(({ id }) => id.split(":")[0])).toEqual(["command", "command", "command", "command"]);
  });

  it.each([
    [1, "1"],
    [2, "1"],
    [3, "1,2,3"],
    [5, "1,2,3"],
  ])("of %i machines lets %s vote", async (count, expected) => {
    const text = contentOf(await outcomes(role, "apply", { machines: cluster(count) }), settings);

    const voters = /^controller\.quorum\.voters=(.*)$/m.exec(text)?.[1]?.replaceAll(/@[^,]*/g, "");
    expect(voters).toBe(expected);
  });

  it("lets a document of the old products take effect, with ZooKeeper and TLS", async () => {
    const options = { machines, consumed: zookeeper, specification: old };
    const all = await outcomes(role, "apply", options);

    const path = "file:/opt/kafka/config";
    await expect(contentOf(all, `${path}/server.properties`)).toMatchFileSnapshot("__golden__/old-document.properties");
    await expect(contentOf(all, `${path}/admin.properties`)).toMatchFileSnapshot(
      "__golden__/old-document-admin.properties",
    );
    await expect(contentOf(all, "file:/etc/default/kafka")).toMatchFileSnapshot("__golden__/old-document.env");
    expect(all.map(({ id }) => id)).not.toContain("command:kafka storage is formatted");
    expect(all.find(({ id }) => id === "command:kafka certificate")?.props.environment).toMatchObject({
      DAYS: 400,
      KEYSTORE: "/var/private/ssl/kafka.server.keystore.jks",
    });
    expect(all.map(({ id }) => id)).toContain("command:kafka account test_user may use the topic test_topic");
    const replaced = configured(role, old).warnings.filter(({ code }) => code === "replaced-key");
    expect(replaced).toHaveLength(9);
  });

  it("takes the ZooKeeper ensemble that a document names", async () => {
    const specification = { zookeeper_hosts: "zk1:2181,zk2:2181/kafka" };

    const all = await outcomes(role, "apply", { machines, specification });

    await expect(contentOf(all, settings)).toMatchFileSnapshot("__golden__/zookeeper.properties");
  });

  it("encrypts and asks for passwords", async () => {
    const all = await outcomes(role, "apply", { machines, specification: sasl });

    await expect(contentOf(all, settings)).toMatchFileSnapshot("__golden__/sasl.properties");
    await expect(contentOf(all, "file:/etc/kafka/jaas.conf")).toMatchFileSnapshot("__golden__/jaas.conf");
    await expect(contentOf(all, "file:/etc/kafka/admin.properties")).toMatchFileSnapshot("__golden__/admin.properties");
    const secret = all.filter(({ sensitive }) => sensitive).map(({ id }) => id);
    expect(secret).toEqual([
      "command:kafka certificate",
      settings,
      "file:/etc/kafka/admin.properties",
      "file:/etc/kafka/jaas.conf",
      "command:kafka storage is formatted",
    ]);
  });

  it("restarts brokers when their certificate, their settings or the release change", async () => {
    const all = await outcomes(role, "apply", { machines, specification: sasl });

    expect(all.find(({ id }) => id === "service:kafka.service")?.props.watches).toEqual(
      expect.arrayContaining(["/etc/kafka/tls/keystore.p12", "/etc/kafka/server.properties", "/etc/kafka/jaas.conf"]),
    );
  });

  it("publishes where clients find it, and metrics where there is an agent", async () => {
    const metrics = { prometheus_jmx_enabled: true };

    expect(await publications(role, { machines })).toEqual({
      kafka: { address: "192.0.2.11", port: 9092, protocol: "PLAINTEXT" },
    });
    expect(await publications(role, { machines, specification: { ...sasl, ...metrics } })).toEqual({
      kafka: { address: "192.0.2.11", port: 9092, protocol: "SASL_PLAINTEXT", tlsPort: 9093 },
      exporter: { job: "jmx-kafka", port: 7071, path: "/metrics" },
    });
    const all = await outcomes(role, "apply", { machines, specification: metrics });
    expect(contentOf(all, "file:/etc/default/kafka")).toContain(
      "-javaagent:/opt/jmx-exporter/jmx_prometheus_javaagent.jar=7071:/etc/kafka/jmx-exporter.yml",
    );
  });

  it("is configured and does not run where it shall not", async () => {
    const all = await outcomes(role, "apply", { machines, specification: { kafka_var: { enabled: false } } });

    expect(all.at(-1)).toMatchObject({ id: "service:kafka.service", props: { running: false, enabled: false } });
  });

  const security = (one: object) => ({ kafka_var: { security: one } });
  it.each([
    ["a port that is used twice", { kraft: { port: 9092 } }, "kafka-same-port"],
    ["TLS among brokers without TLS", security({ inter_broker_protocol: "SSL" }), "kafka-no-such-listener"],
    ["certificates without TLS", security({ authentication: { enabled: true } }), "kafka-certificates-without-tls"],
    ["rights where brokers are unknown", security({ authorization: { enabled: true } }), "kafka-brokers-unknown"],
    ["more replicas than brokers", { kafka_var: { default_replication_factor: 4 } }, "kafka-too-many-replicas"],
    ["ZooKeeper without an ensemble", { mode: "zookeeper" }, "kafka-no-zookeeper"],
  ])("refuses %s", async (_what, specification, code) => {
    await expect(outcomes(role, "apply", { machines, specification })).rejects.toMatchObject({ code });
  });

  it("refuses two machines of one number", async () => {
    const twice = outcomes(role, "apply", { machines: [broker(1), broker(2, { index: 1 })] });

    await expect(twice).rejects.toMatchObject({ code: "kafka-same-number" });
  });

  it.each([
    ["options of Java that begin another line", { kafka_var: { opts: "-Da=b\nEVIL=1" } }],
    ["a directory that climbs", { kafka_var: { data_dir: "/var/../etc" } }],
    ["an account with a line of its own", { kafka_var: { admin: 'x" user_y="z' } }],
    ["an ensemble that is no list", { zookeeper_hosts: "zk1:2181\nbroker.id=9" }],
    ["a password with a backslash", { kafka_var: { admin_pwd: "abcdef\\" } }],
  ])("refuses %s", (_what, specification) => {
    expect(() => configured(role, specification)).toThrow();
  });
});

describe("kafka scale", () => {
  it("looks for places for replicas on those that stay, then leaves through them", async () => {
    const all = await outcomes(role, "scale", { machines: cluster(4), machine: broker(4), leaving: [broker(4)] });

    expect(all.map(({ id }) => id)).toEqual([
      "check:asking kafka where its replicas could go",
      "command:kafka leaves its cluster",
    ]);
    expect(all[1]?.props.environment).toMatchObject({
      ID: 4,
      IDS: "1 2 3",
      OTHERS: "192.0.2.11:9092,192.0.2.12:9092,192.0.2.13:9092",
    });
  });

  it("refuses to let a controller go", async () => {
    const asked = outcomes(role, "scale", { machines, machine: broker(3), leaving: [broker(3)] });

    await expect(asked).rejects.toMatchObject({ code: "kafka-controllers-go", ending: "refused" });
  });

  it("lets any broker go that has ZooKeeper", async () => {
    const specification = { zookeeper_hosts: "zk1:2181" };

    const all = await outcomes(role, "scale", { machines, leaving: [broker(1)], specification });

    expect(all).toHaveLength(2);
  });

  it("asks the last one what it holds", async () => {
    const all = await outcomes(role, "scale", { machines, leaving: machines });

    expect(all.map(({ id }) => id)).toEqual(["check:asking kafka what it holds"]);
  });
});

describe("kafka test", () => {
  it("looks at each port, the certificate, the brokers and a message", async () => {
    const all = await outcomes(role, "test", { machines, specification: sasl });

    expect(all.map(({ id }) => id)).toEqual([
      "check:kafka is installed",
      "check:kafka service is active",
      "port:192.0.2.11:9092",
      "port:192.0.2.11:9093",
      "check:kafka shows a certificate of its authority",
      "check:kafka has a broker per machine",
      "check:kafka delivers what is written",
    ]);
    expect(all.at(-1)?.props.environment).toMatchObject({ TOPIC: "lambdastack-test-demo-kafka-1", REPLICAS: 3 });
  });
});
