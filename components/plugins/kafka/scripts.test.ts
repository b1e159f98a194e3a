import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { canMove, hasNoStrangers } from "./replica-scripts.ts";
import { isServing } from "./scripts.ts";
import { format, isFormatted, keepsControllers, refuseControllers } from "./storage-scripts.ts";

let folder: string;

/** What scripts connect to: the system accepts for it, also while a script keeps this process busy. */
const broker = createServer();
let port: string;
beforeAll(async () => {
  await new Promise<void>((listening) => broker.listen(0, "127.0.0.1", listening));
  port = String((broker.address() as AddressInfo).port);
});
afterAll(() => broker.close());

/** Tools of Kafka that print what is said here; `storage` does what the real one does to the disk. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kafka-scripts-"));
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "data"));
  tool("storage", `printf 'cluster.id=%s\\nnode.id=1\\n' "$3" >'${folder}/data/meta.properties'`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const tool = (name: string, script: string) =>
  writeFileSync(join(folder, `bin/kafka-${name}.sh`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

/** Partitions as `kafka-topics.sh --describe` of Kafka 3.7 prints them. */
function topics(...partitions: { replicas: string; inSync?: string }[]): void {
  const lines = partitions.map(
    ({ replicas, inSync = replicas }, index) =>
      `\tTopic: orders\tPartition: ${index}\tLeader: 1\tReplicas: ${replicas}\tIsr: ${inSync}`,
  );
  const head = "Topic: orders\tTopicId: x\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: ";
  writeFileSync(join(folder, "described"), `${[head, ...lines].join("\n")}\n`);
  tool("topics", `cat '${folder}/described'`);
}

function run(script: string, more: Record<string, string> = {}) {
  const environment = { KAFKA: folder, CONFIGURATION: folder, DATA: join(folder, "data"), USER_NAME: "root" };
  const place = { ADDRESS: "127.0.0.1", PORT: port, PEERS: "", OTHERS: "" };
  const { status, stdout, stderr } = spawnSync("sh", ["-c", script], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, ID: "1", IDS: "1 2 3", ...environment, ...place, ...more },
  });
  return { status, stdout, stderr };
}

const moved = () => run(canMove.replace("moves >/dev/null", "moves"), { IDS: "1 2 3", OTHERS: "b:1" });

describe("replicas of brokers that go", () => {
  it("find places on brokers that stay and have none of the partition", () => {
    topics({ replicas: "4,1,2" }, { replicas: "1,2,3" }, { replicas: "4" });

    const { status, stdout } = moved();

    expect(status).toBe(0);
    const { partitions } = JSON.parse(stdout) as { partitions: { partition: number; replicas: number[] }[] };
    expect(partitions).toMatchObject([{ partition: 0, replicas: [3, 1, 2] }, { partition: 2 }]);
    expect(partitions[1]?.replicas).toHaveLength(1);
    expect([1, 2, 3]).toContain(partitions[1]?.replicas[0]);
  });

  it("are refused where a partition has more of them than brokers stay", () => {
    topics({ replicas: "1,2" }, { replicas: "1,2,3,4" });

    expect(moved()).toMatchObject({ status: 1, stderr: "the topic orders has 4 replicas, and 3 brokers stay\n" });
  });

  it("are none of those whose machines are there", () => {
    topics({ replicas: "1,2,3" });
    expect(run(hasNoStrangers)).toMatchObject({ status: 0 });

    topics({ replicas: "1,2,7" });
    expect(run(hasNoStrangers)).toMatchObject({ status: 1 });
  });

  it("are made anew where machines are gone, as far as there is place and something is left", () => {
    topics({ replicas: "1,2,7" }, { replicas: "7" }, { replicas: "1,2,3,7" });

    const { status, stdout } = run(hasNoStrangers.replace(/moved=.*/s, "moves lost"));

    expect(status).toBe(0);
    const { partitions } = JSON.parse(stdout) as { partitions: object[] };
    expect(partitions).toEqual([
      { topic: "orders", partition: 0, replicas: [1, 2, 3] },
      { topic: "orders", partition: 2, replicas: [1, 2, 3] },
    ]);
  });

  it("are not known where no broker answers", () => {
    tool("topics", "exit 1");

    expect(run(hasNoStrangers).status).toBe(1);
  });
});

describe("a broker", () => {
  it("serves once all its replicas are in sync, whatever those of others are", () => {
    topics({ replicas: "1,2", inSync: "1" }, { replicas: "2,3", inSync: "3" });
    expect(run(isServing)).toMatchObject({ status: 0 });

    topics({ replicas: "2,1", inSync: "2" });
    expect(run(isServing)).toMatchObject({ status: 1 });
  });
});

describe("the disk of a broker", () => {
  const cluster = { CLUSTER_ID: "a".repeat(21), VOTERS: "1@a:9", CONTROLLERS: "PLAINTEXT 1@a:9" };

  it("is formatted once, with the cluster's id", () => {
    expect(run(isFormatted, cluster).status).not.toBe(0);

    expect(run(format, cluster)).toMatchObject({ status: 0 });

    expect(run(isFormatted, cluster)).toMatchObject({ status: 0 });
  });

  it("is left alone where it is another cluster's", () => {
    run(format, cluster);

    const { status, stderr } = run(format, { ...cluster, CLUSTER_ID: "b".repeat(21) });

    expect(status).toBe(1);
    expect(stderr).toContain("belongs to another cluster");
  });

  it("keeps the controllers that it began with, and how they talk", () => {
    expect(run(keepsControllers, cluster)).toMatchObject({ status: 0 });
    run(format, cluster);
    expect(run(keepsControllers, cluster)).toMatchObject({ status: 0 });

    for (const CONTROLLERS of ["PLAINTEXT 1@a:9,2@b:9,3@c:9", "SSL 1@a:9"]) {
      const { status, stderr } = run(refuseControllers, { ...cluster, CONTROLLERS });

      expect(run(keepsControllers, { ...cluster, CONTROLLERS }).status).toBe(1);
      expect(status).toBe(1);
      expect(stderr).toContain(`controllers were PLAINTEXT 1@a:9 and would be ${CONTROLLERS}; Kafka cannot change`);
    }
  });

  it("is not formatted on a new machine whose cluster has other controllers", () => {
    tool("metadata-quorum", "printf 'CurrentVoters:          [1]\\n'");

    const grown = { ...cluster, VOTERS: "1@a:9,2@b:9,3@c:9", OTHERS: `127.0.0.1:${port}` };
    const { status, stderr } = run(format, grown);

    expect(status).toBe(1);
    expect(stderr).toContain("controllers are brokers 1 and would be 1,2,3");
    expect(run(format, { ...cluster, OTHERS: `127.0.0.1:${port}` }).status).toBe(0);
  });
});
