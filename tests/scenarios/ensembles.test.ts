import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { killMachine } from "../lab/kill-machine.ts";
import { checkout, start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { isLong, randomFrom, seed } from "../lab/sweep.ts";

/** Three ensembles on the same machines: what happens to a machine happens to a member of each. */
const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: ensembles
  admin_user:
    name: operations
  local:
    address_pool: 10.98.0.0/24
  components:
    member:
      count: 3
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    member: [etcd, zookeeper, rabbitmq]
---
kind: configuration/zookeeper
name: default
specification:
  heap_megabytes: 128
---
kind: configuration/rabbitmq
name: default
specification:
  rabbitmq_policies:
    - name: bounded
      pattern: ^bounded\\.
      definitions: { max-length: 10 }
      apply_to: queues
`;

const messages = 5;

// A quorum queue keeps a copy of each message on every machine there is when it is declared.
const write = `set -e
export ETCDCTL_API=3
etcdctl --endpoints=http://$(hostname -I | tr -d ' '):2379 put kept 'written before' >/dev/null
zkCli.sh -server $(hostname -I | tr -d ' '):2181 create /kept 'written before' </dev/null >/dev/null 2>&1
rabbitmqctl -q add_user tester tested >/dev/null
rabbitmqctl -q set_permissions -p / tester '.*' '.*' '.*'
python3 - <<'PYTHON'
import pika, socket
connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", 5672, "/", pika.PlainCredentials("tester", "tested")))
channel = connection.channel()
channel.queue_declare("kept", durable=True, arguments={"x-queue-type": "quorum"})
channel.confirm_delivery()
for number in range(${messages}):
    channel.basic_publish("", "kept", b"written before", pika.BasicProperties(delivery_mode=2), mandatory=True)
connection.close()
PYTHON
`;

const read = `export ETCDCTL_API=3
etcdctl --endpoints=http://$(hostname -I | tr -d ' '):2379 get kept --print-value-only
zkCli.sh -server $(hostname -I | tr -d ' '):2181 get /kept </dev/null 2>/dev/null | grep written
python3 - <<'PYTHON'
import pika
connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", 5672, "/", pika.PlainCredentials("tester", "tested")))
channel = connection.channel()
print("kept", len([channel.basic_get("kept") for _ in range(${messages})]))
connection.close()
PYTHON
`;

const kept = `written before\nwritten before\nkept ${messages}`;

describe.skipIf(!machinesPossible())("ensembles on real machines", () => {
  let cluster: Cluster;
  endWithSuite(() => [cluster]);
  beforeAll(() => {
    cluster = new Cluster("ensembles", documents);
  });

  const dataIsThere = (machine: string) => expect(cluster.on(machine, read)).toBe(kept);

  it("come up with three members each, and a second plan is empty", async () => {
    const applied = await cluster.apply();

    expect(applied.status, applied.stderr).toBe(0);
    await nothingPending(cluster);
    await testsPass(cluster);
  });

  it("keep what is written to one member on all of them", () => {
    cluster.on("ensembles-member-1", write);

    dataIsThere("ensembles-member-3");
  });

  // Four minutes more: replication and its standbys grow and shrink in every run of the tests, the ensembles in the long one.
  if (isLong) {
    it(`take a fourth member, whose apply is killed at a random moment (seed ${seed}), and go on where it stopped`, async () => {
      cluster.edit("count: 3", "count: 4");
      const words = ["--plugins", join(checkout, "plugins"), "apply", "-f", "input.yaml", "--json"];
      const first = start("lambdastack", words, cluster.folder);
      await wait(5_000 + randomFrom(seed)() * 45_000);
      first.kill("SIGKILL");
      await first.ended;

      const second = await cluster.apply();

      expect(second.status, second.stderr).toBe(0);
      await nothingPending(cluster);
      await testsPass(cluster);
      dataIsThere("ensembles-member-4");
    });

    it("let a member go that leaves first, as the plan says", async () => {
      cluster.edit("count: 4", "count: 3");

      const planned = await cluster.lambdastack("plan", "-f", "input.yaml");
      const refused = await cluster.apply();
      const applied = await cluster.apply("--auto-approve");

      expect(planned.stdout).toContain("- delete machine ensembles-member-4");
      expect(planned.stdout).toContain("first: run command:etcd leaves its ensemble (etcd)");
      expect(planned.stdout).toContain("first: run command:rabbitmq leaves its cluster (rabbitmq)");
      expect(refused.status).toBe(4);
      expect(applied.status, applied.stderr).toBe(0);
      await nothingPending(cluster);
      await testsPass(cluster);
      dataIsThere("ensembles-member-2");
    });
  }

  it("take a machine back that died with its disk, with the data of the others", async () => {
    await killMachine(cluster, "ensembles-member-2");
    rmSync(join(cluster.build, "local/ensembles-member-2/machine.json"));

    const { infrastructure } = await cluster.pending();
    const applied = await cluster.apply();

    expect(infrastructure).toEqual(["create machine ensembles-member-2"]);
    expect(applied.status, applied.stderr).toBe(0);
    await nothingPending(cluster);
    await testsPass(cluster);
    dataIsThere("ensembles-member-2");
  });

  it("refuse to let go of more members than their data survives", async () => {
    cluster.edit("count: 3", "count: 1");

    const planned = await cluster.lambdastack("plan", "-f", "input.yaml");

    expect(planned.status).toBe(4);
    expect(planned.stderr).toContain("2 of 3 members would go at once");
    cluster.edit("count: 1", "count: 3");
  });
});
