import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { nothingPending, testsPass } from "../lab/expectations.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: encrypted
  admin_user:
    name: operations
  local:
    address_pool: 10.114.0.0/24
  components:
    rabbitmq:
      count: 3
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    rabbitmq: [rabbitmq]
---
kind: configuration/rabbitmq
name: default
specification:
  tls:
    enable: true
`;

const machines = [1, 2, 3].map((n) => `encrypted-rabbitmq-${n}`);
const [first, second, third] = machines as [string, string, string];

/** Says what a client of the certificate's name sees, with the authority that it trusts and, where it has one, its certificate. */
const openssl = (address: string, trusted: string, certificate = "") => `cd /srv
openssl s_client -connect ${address}:5671 -CAfile ${trusted} -verify_ip ${address} -verify_return_error ${certificate} </dev/null 2>&1 || :
`;

/** Publishes over TLS to one node and reads from another. For python3 on a machine. */
const deliver = (from: string, to: string, trusted: string, certificate?: string) => `cd /srv
python3 - <<'PYTHON'
import pika, ssl
context = ssl.create_default_context(cafile="${trusted}")
${certificate === undefined ? "" : `context.load_cert_chain("${certificate}.crt", "${certificate}.key")`}
login = pika.PlainCredentials("tester", "tested")
def channel_of(address):
    place = pika.ConnectionParameters(address, 5671, "/", login, ssl_options=pika.SSLOptions(context, address))
    return pika.BlockingConnection(place).channel()
channel = channel_of("${from}")
channel.queue_declare("letters", durable=True, arguments={"x-queue-type": "quorum"})
channel.confirm_delivery()
channel.basic_publish("", "letters", b"sealed", mandatory=True)
print(channel_of("${to}").basic_get("letters", auto_ack=True)[2].decode())
PYTHON
`;

describe.skipIf(!machinesPossible())("TLS of rabbitmq on real machines", () => {
  let cluster: Cluster;
  let folder: string;
  endWithSuite(() => [cluster]);
  afterAll(() => folder && rmSync(folder, { recursive: true, force: true }));
  beforeAll(() => {
    cluster = new Cluster("encrypted", documents);
    folder = mkdtempSync(join(tmpdir(), "encrypted-authority-"));
  });

  const file = (name: string) => readFileSync(join(folder, name), "utf8");
  const put = (machine: string, name: string, text = file(name)) =>
    cluster.on(machine, `cat >/srv/${name} <<'TEXT'\n${text}TEXT`);
  const certificateOf = (machine: string) => `${cluster.on(machine, "cat /etc/rabbitmq/tls/*.crt")}\n`;
  const openPorts = (machine: string) =>
    cluster.on(machine, "ss -Hltn | awk '{ print $4 }' | grep -E ':567[12]$' | sort").split("\n");

  /** An authority, and certificates that it signed. */
  function sign(): void {
    const run = (...words: string[]) => execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });
    const key = ["-newkey", "rsa:2048", "-noenc"];
    run("req", "-x509", ...key, "-days", "30", "-subj", "/CN=Authority", "-keyout", "ca.key", "-out", "ca.crt");
    const addresses = Object.values(cluster.addresses()).map((address) => `IP:${address}`);
    for (const name of ["server", "client"]) {
      run("req", ...key, "-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.csr`);
      writeFileSync(join(folder, "names"), `subjectAltName=${addresses.join(",")}\n`);
      const signing = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30", "-extfile", "names"];
      run("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.crt`, ...signing);
    }
  }

  it("comes up on three machines, each with a certificate of its own, and a second plan is empty", async () => {
    const applied = await cluster.apply();

    expect(applied.status, applied.stderr).toBe(0);
    await nothingPending(cluster);
    await testsPass(cluster);
    expect(new Set(machines.map(certificateOf)).size).toBe(3);
  });

  it("lets clients in that check the certificate, and a message through from node to node", () => {
    const addresses = cluster.addresses();
    put(third, "nodes.crt", machines.map(certificateOf).join(""));
    put(third, "one.crt", certificateOf(first));
    cluster.on(
      first,
      "rabbitmqctl -q add_user tester tested && rabbitmqctl -q set_permissions -p / tester '.*' '.*' '.*'",
    );
    const [one = "", two = ""] = [addresses[first], addresses[second]];

    expect(cluster.on(third, openssl(one, "one.crt"))).toMatch(/TLSv1\.3[\s\S]*Verify return code: 0 \(ok\)/);
    expect(cluster.on(third, openssl(two, "one.crt"))).not.toContain("Verify return code: 0 (ok)");
    expect(cluster.on(third, deliver(one, two, "nodes.crt"))).toBe("sealed");
    expect(openPorts(first)).toEqual([`${one}:5671`, `${one}:5672`, "127.0.0.1:5671", "127.0.0.1:5672"]);
  });

  it("is alone in letting clients in where that is asked for, one node restarted after another", async () => {
    cluster.edit("    enable: true", "    enable: true\n    only: true");

    const applied = await cluster.apply();

    expect(applied.status, applied.stderr).toBe(0);
    await nothingPending(cluster);
    await testsPass(cluster);
    for (const machine of machines) {
      const address = cluster.addresses()[machine];
      expect(openPorts(machine)).toEqual([`${address}:5671`, "127.0.0.1:5671", "127.0.0.1:5672"]);
    }
    const taken = await cluster.answer("backup");
    expect(taken.status, taken.stderr).toBe(0);
  });

  it("takes a given certificate, and wants one of clients that an authority signed", async () => {
    sign();
    const indented = (name: string) => file(name).trimEnd().replaceAll("\n", "\n      ");
    cluster.edit(
      "    only: true",
      `    only: true
    certificate: |
      ${indented("server.crt")}
    private_key: |
      ${indented("server.key")}
    authority: |
      ${indented("ca.crt")}`,
    );

    const applied = await cluster.apply();

    expect(applied.status, applied.stderr).toBe(0);
    await nothingPending(cluster);
    await testsPass(cluster);
    for (const name of ["ca.crt", "client.crt", "client.key"]) put(third, name);
    const [one = "", two = ""] = [cluster.addresses()[first], cluster.addresses()[second]];
    expect(cluster.on(third, openssl(one, "ca.crt", "-cert client.crt -key client.key"))).toContain(
      "Verify return code: 0 (ok)",
    );
    expect(cluster.on(third, deliver(one, two, "ca.crt", "client"))).toBe("sealed");
    expect(() => cluster.on(third, deliver(one, two, "ca.crt"))).toThrow(/SSL|certificate|StreamLost|AMQPConnection/);
    expect(cluster.on(first, "stat -c '%a %U' /etc/rabbitmq/tls/given.key")).toBe("400 rabbitmq");
  });
});
