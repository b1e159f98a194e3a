import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { offerVersions } from "../lab/newer-source.ts";

interface Product {
  role: string;
  configuration: string;
  pool: string;
  service: string;
  package: string;
  /** Each is a hop. */
  versions: readonly string[];
  /** Succeeds on the machine that leads, where one does. */
  leads?: string;
  write: string;
  read: string;
  written: string;
}

const query = (statement: string) => `cd / && runuser -u postgres -- psql -XAtqw -d shop -c "${statement}"`;
const znode = "zkCli.sh -server $(hostname -I | tr -d ' '):2181";
const askZookeeper = 'exec 3<>"/dev/tcp/$(hostname -I | cut -d " " -f 1)/2181" && printf srvr >&3 && cat <&3';

const products: readonly Product[] = [
  {
    role: "postgresql",
    configuration: "databases: [{ name: shop }]\n  extensions: { replication: { enabled: true } }",
    pool: "10.106.2.0/24",
    service: "postgresql@15-main",
    package: "postgresql-15",
    versions: ["15.99-1+repacked"],
    leads: `[ "$(${query("SELECT pg_is_in_recovery()")})" = f ]`,
    write: query("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number"),
    read: query("SELECT sum(number) FROM kept"),
    written: "500500",
  },
  {
    role: "zookeeper",
    configuration: "heap_megabytes: 128",
    pool: "10.106.3.0/24",
    service: "zookeeper",
    package: "libzookeeper-java",
    versions: ["3.8.99-1+repacked"],
    leads: `bash -c '${askZookeeper}' | grep -q 'Mode: leader'`,
    write: `${znode} create /kept 'written before' </dev/null >/dev/null 2>&1`,
    read: `${znode} get /kept </dev/null 2>/dev/null | grep written`,
    written: "written before",
  },
  {
    role: "rabbitmq",
    configuration: "amqp_port: 5672",
    pool: "10.106.4.0/24",
    service: "rabbitmq-server",
    package: "rabbitmq-server",
    versions: ["3.11.5-1+repacked", "3.12.1-1+repacked"],
    write: `set -e
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
`,
    read: "rabbitmqctl -q list_queues name messages --no-table-headers | grep kept",
    written: "kept\t5",
  },
];

const documentsOf = ({ role, configuration, pool }: Product) => `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: rolled-${role}
  admin_user:
    name: operations
  local:
    address_pool: ${pool}
  components:
    member:
      count: 3
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    member: [${role}]
---
kind: configuration/${role}
name: default
specification:
  ${configuration}
`;

/** Writes down every second in which a service did not run. */
const watch = (unit: string) => `: >/srv/down
systemd-run --quiet --unit=watch sh -c 'while sleep 0.3; do systemctl is-active --quiet ${unit} || date +%s >>/srv/down; done'
`;

describe.skipIf(!machinesPossible()).each(products.map((one) => [one.role, one] as const))(
  "an upgrade of %s on real machines",
  (_, product) => {
    let cluster: Cluster;
    let leader: string[];
    endWithSuite(() => [cluster]);
    beforeAll(() => {
      cluster = new Cluster(`rolled-${product.role}`, documentsOf(product));
    });

    const machines = [1, 2, 3].map((n) => `rolled-${product.role}-member-${n}`);
    const newest = product.versions.at(-1);
    const upgrade = (...words: string[]) => cluster.answer("upgrade", ...words);
    const everywhere = (script: string) => machines.map((machine) => cluster.on(machine, script));
    const leaders = () =>
      machines.filter((machine) => cluster.on(machine, `${product.leads ?? "false"} && echo yes || :`) === "yes");
    /** systemd gives every start of a service an id. */
    const runs = () => everywhere(`systemctl show -p InvocationID --value ${product.service}`);
    /** Seconds in which the service was down on several machines. */
    const downTogether = () => {
      const seconds = everywhere("sort -u /srv/down").flatMap((lines) => lines.split("\n").filter(Boolean));
      return seconds.filter((second, index) => seconds.indexOf(second) !== index);
    };

    it("is planned a machine after another, the one that leads last, hop by hop", async () => {
      const applied = await cluster.apply();
      expect(applied.status, applied.stderr).toBe(0);
      cluster.on(machines[0] as string, product.write);
      const offer = offerVersions({ [product.package]: product.versions });
      for (const machine of machines) cluster.on(machine, `${offer}\n${watch(product.service)}`);

      const planned = await upgrade("--dry-run");

      expect(planned.status, planned.stderr).toBe(0);
      leader = leaders();
      expect(leader.length).toBe(product.leads ? 1 : 0);
      const inOrder = [...machines.filter((machine) => !leader.includes(machine)), ...leader];
      const steps = planned.data.steps.map(({ machine, packages }: { machine: string; packages: { to: string }[] }) => [
        machine,
        packages.map(({ to }) => to),
      ]);
      expect(steps).toEqual(product.versions.flatMap((version) => inOrder.map((machine) => [machine, [version]])));
    });

    it("is done with at most one member down at a time, and no takeover of a database", async () => {
      const before = runs();

      const upgraded = await upgrade("--no-backup");

      expect(upgraded.status, upgraded.stderr).toBe(0);
      expect(upgraded.data.backup).toBeUndefined();
      expect(everywhere(`dpkg-query -W ${product.package} | cut -f 2`)).toEqual(machines.map(() => newest));
      expect(runs().filter((id) => before.includes(id))).toEqual([]);
      expect(downTogether()).toEqual([]);
      if (product.role === "postgresql") expect(leaders()).toEqual(leader);
    }, 900_000);

    it("keeps what was written, and leaves nothing to apply", async () => {
      expect(everywhere(product.read)).toEqual(machines.map(() => product.written));
      await nothingPending(cluster);
      await testsPass(cluster);
    });
  },
);
