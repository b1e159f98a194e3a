import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { offerVersions } from "../lab/newer-source.ts";

/** Three products on the same machines, each with a member on every one. */
const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: rolled
  admin_user:
    name: operations
  local:
    address_pool: 10.106.2.0/24
  components:
    member:
      count: 3
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    member: [postgresql, zookeeper, rabbitmq]
---
kind: configuration/postgresql
name: default
specification:
  databases:
    - name: shop
  extensions:
    replication:
      enabled: true
---
kind: configuration/zookeeper
name: default
specification:
  heap_megabytes: 128
`;

const machines = [1, 2, 3].map((n) => `rolled-member-${n}`);
const services = { postgresql: "postgresql@15-main", zookeeper: "zookeeper", rabbitmq: "rabbitmq-server" };

const newest = {
  "postgresql-15": "15.99-1+repacked",
  "libzookeeper-java": "3.8.99-1+repacked",
  "rabbitmq-server": "3.12.1-1+repacked",
};
const offerNewer = offerVersions({
  "postgresql-15": [newest["postgresql-15"]],
  "libzookeeper-java": [newest["libzookeeper-java"]],
  "rabbitmq-server": ["3.11.5-1+repacked", newest["rabbitmq-server"]],
});

const query = (statement: string) => `cd / && runuser -u postgres -- psql -XAtqw -d shop -c "${statement}"`;
const znode = "zkCli.sh -server $(hostname -I | tr -d ' '):2181";
const mode = 'exec 3<>"/dev/tcp/$(hostname -I | cut -d " " -f 1)/2181" && printf srvr >&3 && cat <&3';
const messages = "rabbitmqctl -q list_queues name messages --no-table-headers | grep kept";

const write = `set -e
${query("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")}
${znode} create /kept 'written before' </dev/null >/dev/null 2>&1
rabbitmqctl -q add_user tester tested >/dev/null
rabbitmqctl -q set_permissions -p / tester '.*' '.*' '.*'
python3 - <<'PYTHON'
import pika
connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", 5672, "/", pika.PlainCredentials("tester", "tested")))
channel = connection.channel()
channel.queue_declare("kept", durable=True, arguments={"x-queue-type": "quorum"})
channel.confirm_delivery()
for number in range(5):
    channel.basic_publish("", "kept", b"written before", pika.BasicProperties(delivery_mode=2), mandatory=True)
connection.close()
PYTHON
`;

/** Writes a line for every look at which a service did not run: the second, and the service. */
const watch = `systemd-run --quiet --unit=watch sh -c '
while sleep 0.3; do
  for unit in ${Object.values(services).join(" ")}; do
    systemctl is-active --quiet "$unit" || echo "$(date +%s) $unit" >>/srv/down
  done
done'
: >/srv/down`;

interface Step {
  role: string;
  machine: string;
}

describe.skipIf(!machinesPossible())("an upgrade of replicated products on real machines", () => {
  let cluster: Cluster;
  let primary: string[];
  endWithSuite(() => [cluster]);
  beforeAll(() => {
    cluster = new Cluster("rolled", documents);
  });

  const upgrade = async (...words: string[]) => {
    const ended = await cluster.lambdastack("upgrade", "-f", "input.yaml", "--json", ...words);
    return { ...ended, data: JSON.parse(ended.stdout || "{}") };
  };
  const where = (script: string) =>
    machines.filter((machine) => cluster.on(machine, `${script} && echo yes || :`) === "yes");
  const primaries = () => where(`[ "$(${query("SELECT pg_is_in_recovery()")})" = f ]`);
  const orderOf = (steps: readonly Step[], role: string) =>
    steps.filter((step) => step.role === role).map(({ machine }) => machine);
  /** An id for every start of a service on a machine. */
  const runs = () =>
    machines.flatMap((machine) => {
      const ids = cluster.on(machine, `systemctl show -p InvocationID --value ${Object.values(services).join(" ")}`);
      return ids.split("\n").filter(Boolean);
    });
  /** Machines on which a service was down in the same second, where there were several. */
  const downTogether = (): string[] => {
    const down = new Map<string, Set<string>>();
    for (const machine of machines)
      for (const line of cluster.on(machine, "cat /srv/down").split("\n").filter(Boolean))
        down.set(line, (down.get(line) ?? new Set()).add(machine));
    return [...down].filter(([, on]) => on.size > 1).map(([line, on]) => `${line}: ${[...on].join(", ")}`);
  };

  it("comes up", async () => {
    const applied = await cluster.apply();

    expect(applied.status, applied.stderr).toBe(0);
    cluster.on(machines[0] as string, write);
    for (const machine of machines) cluster.on(machine, `${offerNewer}\n${watch}`);
  });

  it("plans standbys and followers before the one that leads, and RabbitMQ hop by hop", async () => {
    const planned = await upgrade("--dry-run");

    expect(planned.status, planned.stderr).toBe(0);
    const { steps } = planned.data;
    primary = primaries();
    const leader = where(`bash -c '${mode}' | grep -q 'Mode: leader'`);
    expect(orderOf(steps, "postgresql").at(-1)).toBe(primary[0]);
    expect(orderOf(steps, "zookeeper").at(-1)).toBe(leader[0]);
    expect(orderOf(steps, "rabbitmq")).toEqual([...machines, ...machines]);
  });

  it("brings all of them to newer packages, at most one member of each down at a time", async () => {
    const before = runs();

    const upgraded = await upgrade("--no-backup");

    expect(upgraded.status, upgraded.stderr).toBe(0);
    expect(upgraded.data.backup).toBeUndefined();
    for (const machine of machines)
      for (const [name, version] of Object.entries(newest))
        expect(cluster.on(machine, `dpkg-query -W ${name} | cut -f 2`), `${name} on ${machine}`).toBe(version);
    expect(runs().filter((id) => before.includes(id))).toEqual([]);
    expect(downTogether()).toEqual([]);
    expect(primaries()).toEqual(primary);
  }, 900_000);

  it("keeps what was written, and leaves nothing to apply", async () => {
    for (const machine of machines) {
      expect(cluster.on(machine, query("SELECT sum(number) FROM kept"))).toBe("500500");
      expect(cluster.on(machine, `${znode} get /kept </dev/null 2>/dev/null | grep written`)).toBe("written before");
      expect(cluster.on(machine, messages)).toBe("kept\t5");
    }
    await nothingPending(cluster);
    await testsPass(cluster);
  });
});
