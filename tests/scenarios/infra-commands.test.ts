import { execFileSync, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { State } from "@lambdastack/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { clusterNames } from "../../infrastructure/providers/local/names.ts";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: look
  admin_user: { name: operations }
  local: { network: full, address_pool: 10.94.0.0/24 }
  components:
    web: { count: 1 }
    postgresql: { count: 2 }
`;

interface Drift {
  drift: string;
  what: string;
  name: string;
  detail?: string;
}

const [gate, first, second] = ["look-web-1", "look-postgresql-1", "look-postgresql-2"] as const;
const ansible = spawnSync("ansible", ["--version"]).status === 0;
/** Where this computer reaches some machines no more. */
const wall = `lambdastack_test_${process.pid}`;

let cluster: Cluster;

describe.skipIf(!machinesPossible())("infra on three real machines", () => {
  beforeAll(async () => {
    cluster = new Cluster("look", documents);
    const { status, stderr } = await cluster.apply();
    if (status !== 0) throw new Error(stderr);
  });
  endWithSuite(() => [cluster]);
  afterAll(() => spawnSync("nft", ["delete", "table", "inet", wall]));

  const infra = (...words: string[]) => cluster.run("infrastructure", ...words);
  const audit = async (): Promise<{ status: number | null; found: string[]; drifts: Drift[] }> => {
    const { status, stdout, stderr } = await infra("audit", "-b", cluster.build, "--json");
    const { drifts } = JSON.parse(stdout) as { drifts?: Drift[] };
    if (!drifts) throw new Error(stderr);
    return { status, drifts, found: drifts.map(({ drift, what, name }) => `${drift} ${what} ${name}`).sort() };
  };
  const ownTable = (): string => clusterNames((parse(cluster.read("build/look/state.yml")) as State).lineage).table;
  const machinesOf = (plan: { stdout: string }) => plan.stdout.match(/delete machine \S+/g);

  it("analyse tells what each machine is, and its inventory alone is enough for components", async () => {
    rmSync(join(cluster.build, "inventory.yml"));

    const { status, stdout } = await infra("analyse", "-f", "input.yaml", "--json");
    const plan = await cluster.run("components", "plan", "-b", cluster.build, "--detailed-exitcode");

    const { machines } = JSON.parse(stdout) as { machines: { name: string; facts: Record<string, unknown> }[] };
    expect([status, machines.map(({ name }) => name)]).toEqual([0, [first, second, gate]]);
    expect(machines[0]?.facts).toMatchObject({
      os: { id: "debian", version: "12" },
      hostname: first,
      addresses: [{ interface: "eth0", address: cluster.addresses()[first], prefixLength: 24 }],
      fileSystems: [{ path: "/", size: expect.any(Number), free: expect.any(Number) }],
      becomesRoot: "sudo",
      packageManagers: ["apt-get"],
      timeSkew: 0,
    });
    expect([plan.status, plan.status === 0 ? "" : plan.stderr]).toEqual([0, ""]);
  });

  it("init computes from the state what the documents leave open", async () => {
    const pure = await infra("init", "local", "--state", join(cluster.build, "state.yml"), "--json");
    const metadata = await infra("metadata", "-b", cluster.build, "--json");
    cluster.edit("postgresql: { count: 2 }", "postgresql: {}");
    const open = await infra("plan", "-f", "input.yaml", "--accept-loss", second);
    await infra("init", "-b", cluster.build);
    const computed = await infra("plan", "-f", "input.yaml", "--detailed-exitcode");
    rmSync(join(cluster.build, "config"), { recursive: true });
    cluster.edit("postgresql: {}", "postgresql: { count: 2 }");

    expect(JSON.parse(metadata.stdout)).toMatchObject({ labels: { provider: "local", short: "LBI" } });
    expect(JSON.parse(pure.stdout).documents[0].specification).toEqual({
      local: { address_pool: "10.94.0.0/24" },
      components: { postgresql: { count: 2 }, web: { count: 1 } },
    });
    expect([open.status, machinesOf(open)]).toEqual([0, [`delete machine ${second}`]]);
    expect([computed.status, machinesOf(computed)]).toEqual([0, null]);
  });

  it("audit finds nothing where nothing was changed", async () => {
    expect(await audit()).toEqual({ status: 0, found: [], drifts: [] });
  });

  it("audit finds what was changed by hand inside and outside of machines, and changes nothing", async () => {
    const [state, pins] = ["state.yml", "keys/known_hosts"].map((name) => cluster.read(`build/look/${name}`)) as [
      string,
      string,
    ];
    cluster.on(first, "hostname other; mv /var/lib/lambdastack/lineage /root/lineage");
    cluster.on(second, "systemd-run --on-active=1 systemctl poweroff");
    cluster.write("build/look/keys/known_hosts", withKeyOfAnother(pins, cluster.addresses()[gate] ?? ""));
    execFileSync("nft", ["add", "rule", "inet", ownTable(), "outward", "tcp", "dport", "25", "accept"]);
    await expect.poll(async () => (await audit()).found.join(), { interval: 1000 }).toContain("stopped");

    const { status, found, drifts } = await audit();

    expect([status, found]).toEqual([
      2,
      [
        `changed machine ${first}`,
        `changed machine ${first}`,
        `changed machine ${gate}`,
        "changed rules look",
        `stopped machine ${second}`,
      ],
    ]);
    const told = drifts.map(({ detail }) => detail).join("\n");
    for (const words of [
      `calls itself other, not ${first}`,
      "no mark of this cluster",
      "host key",
      "+ tcp dport 25 accept",
    ])
      expect(told).toContain(words);
    expect(cluster.read("build/look/state.yml")).toBe(state);
    cluster.write("build/look/keys/known_hosts", pins);
    cluster.on(first, `hostname ${first}; mv /root/lineage /var/lib/lambdastack/lineage`);
  });

  it("audit finds nothing again once apply has put things right", async () => {
    execFileSync("nft", ["delete", "table", "inet", ownTable()]);
    expect((await audit()).found).toContain("changed network look");

    const { status, stderr } = await infra("apply", "-b", cluster.build, "--auto-approve");

    expect([status, status === 0 ? "" : stderr]).toEqual([0, ""]);
    expect((await audit()).found).toEqual([]);
  });

  it("fewer machines are refused while PostgreSQL says that data would go, and are named", async () => {
    cluster.on(second, "cd /; runuser -u postgres -- psql -qc 'CREATE TABLE orders (id int)' postgres");
    cluster.edit("postgresql: { count: 2 }", "postgresql: { count: 1 }");

    const refused = await cluster.lambdastack("plan", "-f", "input.yaml");
    const accepted = await infra("plan", "-f", "input.yaml", "--accept-loss", second);
    cluster.edit("postgresql: { count: 1 }", `postgresql: { count: 1, remove: [${first}] }`);
    const other = await infra("plan", "-f", "input.yaml");
    cluster.edit(`remove: [${first}] }`, `remove: [${first}], prevent_destroy: true }`);
    const guarded = await infra("plan", "-f", "input.yaml");
    cluster.edit(", prevent_destroy: true", "");

    expect(refused.status).toBe(4);
    expect(refused.stderr).toMatch(new RegExp(`${second} would go, .*postgresql objects: .*database postgres holds 1`));
    expect([accepted.status, machinesOf(accepted)]).toEqual([0, [`delete machine ${second}`]]);
    expect([other.status, machinesOf(other)]).toEqual([0, [`delete machine ${first}`]]);
    expect([guarded.status, guarded.stderr]).toEqual([4, expect.stringContaining("prevent_destroy is set there")]);
  });

  it("one machine less touches that one alone", async () => {
    const boots = () =>
      [gate, second].map((name) => cluster.on(name, "cat /proc/sys/kernel/random/boot_id; ps -o lstart= 1"));
    const before = boots();

    const { status, stderr } = await cluster.apply("--auto-approve");

    expect([status, status === 0 ? "" : stderr]).toEqual([0, ""]);
    expect(Object.keys(cluster.addresses()).sort()).toEqual([second, gate].sort());
    expect(boots()).toEqual(before);
  });

  it("machines behind a bastion are planned, audited and reached by Ansible through it alone", async () => {
    cluster.edit("  components:", "  bastion: { component: web }\n  components:");
    expect((await cluster.apply()).status).toBe(0);
    const hidden = cluster.addresses()[second] ?? "";
    execFileSync("nft", ["-f", "-"], {
      input: `table inet ${wall} {
        chain out {
          type filter hook output priority 0;
          ip daddr ${hidden} tcp dport 22 reject with tcp reset
        }
      }
      `,
    });

    const plan = await cluster.pending();
    const audited = await audit();

    expect(() => cluster.on(second, "true")).toThrow(/refused/);
    expect([plan.status, plan.changes]).toEqual([0, []]);
    expect(audited.found).toEqual([]);
    const whoAsks = "echo from $SSH_CONNECTION agent=$SSH_AUTH_SOCK.";
    const from = new RegExp(`from ${cluster.addresses()[gate]} \\d+ ${hidden} 22 agent=\\.`);
    expect(overSsh(hidden, whoAsks)).toMatch(from);
    if (ansible) expect(overAnsible(second, whoAsks)).toMatch(from);
  });
});

/** The pinned keys with one machine's replaced by that of a machine beside it. */
function withKeyOfAnother(pins: string, address: string): string {
  const lines = pins.trim().split("\n");
  const other = lines.find((line) => !line.startsWith(`${address} `))?.replace(/^\S+/, "");
  return `${lines.map((line) => (line.startsWith(`${address} `) ? `${address}${other}` : line)).join("\n")}\n`;
}

/** What the inventory hands to ssh is enough, whoever calls it. */
function overSsh(address: string, script: string): string {
  const { all } = parse(cluster.read("build/look/inventory.yml")) as { all: { vars: Record<string, string> } };
  const { ansible_ssh_common_args: words, ansible_ssh_private_key_file: key, ansible_user: user } = all.vars;
  const command = `exec ssh ${words} -o BatchMode=yes -i "$1" "$2" "$3"`;
  return spawnSync("sh", ["-c", command, "sh", key ?? "", `${user}@${address}`, script], { encoding: "utf8" }).stdout;
}

function overAnsible(machine: string, script: string): string {
  const words = ["-i", join(cluster.build, "inventory.yml"), machine, "-m", "raw", "-a", script];
  return spawnSync("ansible", words, { encoding: "utf8" }).stdout;
}
