import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

/** Three ensembles on the same machines. */
const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: kept-members
  admin_user:
    name: operations
  local:
    address_pool: 10.100.7.0/24
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
`;

const here = `export ETCDCTL_API=3 ETCDCTL_ENDPOINTS=http://$(hostname -I | tr -d ' '):2379
client() { zkCli.sh -server $(hostname -I | tr -d ' '):2181 "$@" </dev/null 2>/dev/null; }
`;

/** For python3: a connection to the broker of this machine. */
const connecting = `import hashlib, os, pika, subprocess
address = subprocess.check_output(["hostname", "-I"], text=True).split()[0]
login = pika.PlainCredentials("tester", "tested")
connection = pika.BlockingConnection(pika.ConnectionParameters(address, 5672, "shop", login))
channel = connection.channel()
channel.confirm_delivery()
`;

const write = `set -e
${here}
for number in $(seq 200); do head -c 1000 /dev/urandom | base64 -w 0 | etcdctl put "kept/$number" >/dev/null; done
client create /kept "$(head -c 1000 /dev/urandom | base64 -w 0)" >/dev/null
client create /kept/below "$(head -c 1000 /dev/urandom | base64 -w 0)" >/dev/null
rabbitmqctl -q add_vhost shop >/dev/null
rabbitmqctl -q add_user tester tested >/dev/null
rabbitmqctl -q set_permissions -p shop tester '.*' '.*' '.*'
rabbitmqctl -q set_policy -p shop bounded '^bounded' '{"max-length":10}' >/dev/null
python3 - <<'PYTHON'
${connecting}
for name, kind in ("orders", "classic"), ("receipts", "quorum"):
    channel.queue_declare(name, durable=True, arguments={"x-queue-type": kind})
    for number in range(100):
        about = pika.BasicProperties(delivery_mode=2, user_id="tester", headers={"number": number, "nested": [b"\\x00", "ü"]})
        channel.basic_publish("", name, os.urandom(100), about, mandatory=True)
connection.close()
PYTHON
`;

/** One checksum for each ensemble. */
const content = `set -e
${here}
etcdctl get "" --prefix | sha256sum
{ client get /kept | tail -n 1; client get /kept/below | tail -n 1; } | sha256sum
{
  rabbitmqctl -q list_permissions -p shop
  rabbitmqctl -q list_policies -p shop
  rabbitmqctl -q authenticate_user tester tested
} | sha256sum
python3 - <<'PYTHON'
${connecting}
# a quorum queue takes what is given back in another order
for name, order in ("orders", list), ("receipts", sorted):
    found = [channel.basic_get(name) for _ in range(101)]
    for method, about, body in found[:100]:
        about.headers.pop("x-delivery-count", None)
    texts = [repr((about.headers, about.user_id, about.delivery_mode, body)) for method, about, body in found if method]
    print(name, len(texts), hashlib.sha256("".join(order(texts)).encode()).hexdigest())
connection.close()
PYTHON
`;

describe.skipIf(!machinesPossible())("backups of ensembles on real machines", () => {
  let cluster: Cluster;
  let before: string;
  endWithSuite(() => [cluster]);
  beforeAll(() => {
    cluster = new Cluster("kept-members", documents);
  });

  const run = (...words: string[]) => cluster.answer(...words);
  const sameContent = (machine: string) => expect(cluster.on(machine, content)).toBe(before);

  it("are given once by each ensemble", async () => {
    const applied = await cluster.apply();
    expect(applied.status, applied.stderr).toBe(0);
    cluster.on("kept-members-member-1", write);
    before = cluster.on("kept-members-member-2", content);
    expect(before).toMatch(/orders 100 .*\nreceipts 100 /);

    const taken = await run("backup");

    expect(taken.status, taken.stderr).toBe(0);
    const files = taken.data.backup.files.map(({ role, name }: { role: string; name: string }) => [role, name]);
    expect(files.sort()).toEqual([
      ["etcd", "snapshot.db"],
      ["rabbitmq", "definitions.json"],
      ["rabbitmq", "messages.json.gz"],
      ["zookeeper", "content.tar.gz"],
    ]);
    sameContent("kept-members-member-3");
  });

  it("come back on machines that were made anew", async () => {
    const gone = await cluster.lambdastack("destroy", "-b", cluster.build, "--auto-approve");
    expect(gone.status, gone.stderr).toBe(0);
    const applied = await cluster.apply();
    expect(applied.status, applied.stderr).toBe(0);

    const restored = await run("restore");

    expect(restored.status, restored.stderr).toBe(0);
    sameContent("kept-members-member-1");
    sameContent("kept-members-member-3");
    await nothingPending(cluster);
  });

  it("are restored over newer data only when that is said, and on all members at once", async () => {
    cluster.on("kept-members-member-1", `${here}etcdctl put kept/1 newer; etcdctl put later newer`);
    const words = ["restore", "--components", "member", "--auto-approve"];

    const refused = await run(...words);
    const alone = await run(...words, "--overwrite-newer", "--limit", "kept-members-member-1");

    expect([refused.status, refused.stderr]).toEqual([4, expect.stringContaining("etcd on kept-members-member-1")]);
    expect([alone.status, alone.data.error.code]).toEqual([4, "restored-together"]);
    expect(cluster.on("kept-members-member-2", `${here}etcdctl get later --print-value-only`)).toBe("newer");

    const restored = await run(...words, "--overwrite-newer");

    expect(restored.status, restored.stderr).toBe(0);
    sameContent("kept-members-member-2");
    await nothingPending(cluster);
    await testsPass(cluster);
  });
});
