import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { makeKafkaStandIn } from "../lab/kafka-stand-in.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { serveFolder } from "../lab/static-server.ts";

/** Machines without internet: all that the role fetches comes from the repository machine. */
const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: streams
  admin_user:
    name: operations
  local:
    network: jump-host
    address_pool: 10.104.0.0/24
  components:
    repository:
      count: 1
    kafka:
      count: 3
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    repository: [repository]
    kafka: [kafka]
---
kind: configuration/kafka
name: default
specification:
  kafka_var:
    security:
      ssl:
        enabled: true
        client_auth: required
      authentication:
        enabled: true
`;

const machine = (number: number): string => `streams-kafka-${number}`;

describe.skipIf(!machinesPossible())("kafka on real machines, with a stand-in for the broker and its tools", () => {
  let cluster: Cluster;
  endWithSuite(() => [cluster]);

  /** The release is fetched from this computer once; machines have it from the repository machine. */
  beforeAll(async () => {
    cluster = new Cluster("streams", documents);
    cluster.write(".lambdastackrc.yaml", "plugins: [roles]\n");
    const published = join(cluster.folder, "release");
    mkdirSync(published);
    const server = await serveFolder(published);
    makeKafkaStandIn(cluster.folder, server.address);
    try {
      for (const words of [["lock"], ["download", "-o", "downloaded"]]) {
        const { status, stderr } = await cluster.lambdastack("repo", ...words, "-f", "input.yaml");
        expect(status, stderr).toBe(0);
      }
    } finally {
      await server.close();
    }
  });

  const apply = (...words: string[]) => cluster.apply("--offline", "downloaded", ...words);

  const tool = (on: number, words: string): string =>
    cluster.on(
      machine(on),
      `LOG_DIR=/var/log/kafka /opt/kafka/bin/kafka-${words} --bootstrap-server ${address(on)}:9092`,
    );
  const address = (number: number): string => cluster.addresses()[machine(number)] ?? "";
  /** What was asked of the stand-in's programs on a machine. */
  const calls = (on: number): string[] => cluster.on(machine(on), "cat /var/log/kafka/stand-in-calls.log").split("\n");
  const replicas = (): string[] =>
    [...tool(1, "topics.sh --describe").matchAll(/Replicas: ([\d,]+)/g)].map(([, ids = ""]) => ids);
  const idOf = (on: number): string => cluster.on(machine(on), "grep -h . /var/lib/kafka/meta.properties");
  const startedAt = (on: number): number =>
    Number(cluster.on(machine(on), "stat -c %Y /proc/$(systemctl show -P MainPID kafka)"));

  it("comes up with three brokers from the repository machine, and a second apply changes nothing", async () => {
    const applied = await apply();
    const again = await apply();

    expect(applied.status, applied.stderr).toBe(0);
    expect(again.status, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ changed: 0 });
    await nothingPending(cluster);
  });

  it("has one cluster id, and ids that are the machines' numbers", () => {
    const disks = [1, 2, 3].map(idOf);

    expect(new Set(disks.map((disk) => /cluster\.id=(.{22})$/m.exec(disk)?.[1])).size).toBe(1);
    expect(disks.map((disk) => /node\.id=(.*)/.exec(disk)?.[1])).toEqual(["1", "2", "3"]);
    expect(calls(3).filter((call) => call.startsWith("storage"))).toEqual([
      expect.stringMatching(/^storage format --cluster-id [A-Za-z0-9]{21}A --config \/etc\/kafka\/server\.properties$/),
    ]);
  });

  it("passes its tests, a message written and read among them", async () => {
    await testsPass(cluster);
  });

  it("shows certificates of one authority, each for its own machine, and Java reads what it believes", () => {
    const authority = "/etc/kafka/tls/authority.crt";
    for (const number of [1, 2, 3]) {
      const checked = cluster.on(
        machine(1),
        `openssl s_client -connect ${address(number)}:9093 -CAfile ${authority} -verify_ip ${address(number)} </dev/null 2>/dev/null`,
      );
      expect(checked).toContain("Verify return code: 0 (ok)");
    }
    const password = `$(sed -n s/^ssl.truststore.password=//p /etc/kafka/server.properties)`;
    const store = cluster.on(
      machine(2),
      `keytool -list -keystore /etc/kafka/tls/truststore.p12 -storepass "${password}" 2>/dev/null`,
    );
    expect(store).toContain("authority");
    expect(cluster.on(machine(2), "ls /etc/kafka/tls")).toBe("authority.crt\nkeystore.p12\ntruststore.p12");
  });

  it("restarts brokers one after another when a setting changes", async () => {
    cluster.edit("kafka_var:\n", "kafka_var:\n    log_retention_hours: 24\n");
    const before = [1, 2, 3].map(startedAt);

    const applied = await apply();

    expect(applied.status, applied.stderr).toBe(0);
    const after = [1, 2, 3].map(startedAt);
    expect(after.every((time, index) => time > (before[index] ?? 0))).toBe(true);
    expect(new Set(after).size).toBe(3);
    await nothingPending(cluster);
  });

  it("takes a fourth broker, which does not vote, and touches no other", async () => {
    tool(1, "topics.sh --create --topic kept --partitions 3 --replication-factor 3");
    const before = [1, 2, 3].map(startedAt);
    cluster.edit("kafka:\n      count: 3", "kafka:\n      count: 4");

    const applied = await apply();

    expect(applied.status, applied.stderr).toBe(0);
    expect([1, 2, 3].map(startedAt)).toEqual(before);
    expect(cluster.on(machine(4), "grep process.roles /etc/kafka/server.properties")).toBe("process.roles=broker");
    expect(calls(4)).toContain(
      `metadata-quorum --bootstrap-server ${address(1)}:9092 --command-config /etc/kafka/admin.properties describe --status`,
    );
    await testsPass(cluster);
    await nothingPending(cluster);
  });

  it("keeps a broker whose replicas have no place elsewhere", async () => {
    tool(1, "topics.sh --create --topic everywhere --partitions 1 --replication-factor 4");
    cluster.edit("kafka:\n      count: 4", "kafka:\n      count: 3");

    const planned = await cluster.lambdastack("plan", "-f", "input.yaml");

    expect(planned.status).toBe(4);
    expect(planned.stderr).toContain("the topic everywhere has 4 replicas, and 3 brokers stay");
    tool(1, "topics.sh --delete --topic everywhere");
  });

  it("drains a broker before it goes, as the plan says", async () => {
    tool(1, "topics.sh --create --topic moved --partitions 4 --replication-factor 3");
    expect(replicas().some((ids) => ids.split(",").includes("4"))).toBe(true);

    const planned = await cluster.lambdastack("plan", "-f", "input.yaml");
    const refused = await apply();
    const applied = await apply("--auto-approve");

    expect(planned.stdout).toContain("- delete machine streams-kafka-4");
    expect(planned.stdout).toContain("first: run command:kafka leaves its cluster (kafka)");
    expect(refused.status).toBe(4);
    expect(applied.status, applied.stderr).toBe(0);
    expect(replicas()).toHaveLength(7);
    expect(replicas().every((ids) => new Set(ids.split(",")).size === 3 && !ids.includes("4"))).toBe(true);
    expect(tool(1, "broker-api-versions.sh")).not.toContain("(id: 4 ");
    await nothingPending(cluster);
  });

  it("keeps controllers", async () => {
    cluster.edit("kafka:\n      count: 3", "kafka:\n      count: 2");

    const planned = await cluster.lambdastack("plan", "-f", "input.yaml");

    expect(planned.status).toBe(4);
    expect(planned.stderr).toContain(
      "Controllers of the Kafka cluster are streams-kafka-1, streams-kafka-2, streams-kafka-3",
    );
    cluster.edit("kafka:\n      count: 2", "kafka:\n      count: 3");
  });
});
