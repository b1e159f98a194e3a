import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { countRoundTrips } from "@lambdastack/core";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { checkout, onTerminal } from "../lab/lambdastack.ts";
import { leftovers, type Traces, traces } from "../lab/leftovers.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { watchProcessArguments } from "../lab/process-arguments.ts";

const secret = "postgresql-admin-password";
const [balancer, monitoring, database, repository, web1, web2, web3] = [
  "demo-quickstart-load-balancer-1",
  "demo-quickstart-monitoring-1",
  "demo-quickstart-postgresql-1",
  "demo-quickstart-repository-1",
  "demo-quickstart-web-1",
  "demo-quickstart-web-2",
  "demo-quickstart-web-3",
];
/** What stands on a machine that is told of a web machine more or less. */
const followers = [
  `${balancer}: update file:/etc/haproxy/haproxy.cfg`,
  `${balancer}: reload service:haproxy.service`,
  `${monitoring}: update file:/etc/prometheus/file_sd/node.yml`,
];

let cluster: Cluster;
let before: Traces;
let argumentLists: string[];

const address = (machine: string) => cluster.addresses()[machine] ?? "";
const page = async () => (await fetch(`http://${address(balancer)}/`)).text();
const pages = async (count: number) => {
  const found: string[] = [];
  for (let n = 0; n < count; n++) found.push(/demo-quickstart-web-\d/.exec(await page())?.[0] ?? "nobody");
  return found;
};
interface Target {
  health: string;
  scrapeUrl: string;
}
const targets = async (): Promise<Target[]> => {
  const answer = await fetch(`http://${address(monitoring)}:9090/api/v1/targets`);
  const { data } = (await answer.json()) as { data: { activeTargets: Target[] } };
  return data.activeTargets;
};
const password = async () => (await cluster.lambdastack("secret", "get", secret, "-b", cluster.build)).stdout.trim();
const psql = (password: string) =>
  spawnSync("psql", ["-h", address(database), "-U", "lambdastack", "-Atc", "select 41 + 1", "postgres"], {
    env: { ...process.env, PGPASSWORD: password },
    encoding: "utf8",
  }).stdout.trim();
const filesHolding = (text: string) =>
  spawnSync("grep", ["-rlF", "--", text, "."], { cwd: cluster.folder, encoding: "utf8" }).stdout.trim().split("\n");
/** The version before the present one comes back as a new serial. */
async function restoreNewestVersion(): Promise<void> {
  const { stdout } = await cluster.lambdastack("state", "history", "-b", cluster.build, "--json");
  const { versions } = JSON.parse(stdout) as { versions: { serial: number; current: boolean }[] };
  const serial = Math.max(...versions.filter(({ current }) => !current).map((version) => version.serial));
  await cluster.lambdastack("state", "restore", `${serial}`, "-b", cluster.build);
}
/** Changes whenever the machine or one of its services starts anew. */
const starts = (machine: string) =>
  cluster.on(
    machine,
    `cat /proc/sys/kernel/random/boot_id; ps -o lstart= 1
     systemctl show -p MainPID postgresql@15-main haproxy nginx prometheus prometheus-node-exporter`,
  );

describe.skipIf(!machinesPossible())("the quickstart on six real machines", () => {
  beforeAll(() => {
    before = traces();
    const documents = readFileSync(join(checkout, "examples/quickstart.yaml"), "utf8");
    cluster = new Cluster("quickstart", documents.replace("10.77.0.0/24", "10.81.0.0/24"));
  });

  endWithSuite(() => [cluster]);

  it("comes up from one file", async () => {
    const watch = watchProcessArguments();
    const { status, stderr } = await cluster.apply();
    argumentLists = watch.stop();

    expect(stderr.slice(-2000)).not.toContain("error:");
    expect(status).toBe(0);
    expect(Object.keys(cluster.addresses()).sort()).toEqual([balancer, monitoring, database, repository, web1, web2]);
  });

  it("serves both web machines in turn through the load balancer", async () => {
    const served = await pages(4);

    expect(served).toEqual([served[0], served[1], served[0], served[1]]);
    expect(new Set(served)).toEqual(new Set([web1, web2]));
  });

  it("watches every machine", async () => {
    await expect.poll(targets).toSatisfy((all: Target[]) => all.every(({ health }) => health === "up"));

    const watched = (await targets()).map(({ scrapeUrl }) => scrapeUrl);
    for (const machine of [balancer, monitoring, database, repository, web1, web2])
      expect(watched.filter((url) => url.includes(`${address(machine)}:9100`))).toHaveLength(1);
  });

  it("passes its own tests", async () => {
    const { status, stdout } = await cluster.lambdastack("test", "-b", cluster.build, "--json");

    const { results } = JSON.parse(stdout) as { results: { passed: boolean }[] };
    expect(results.length).toBeGreaterThan(10);
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(status).toBe(0);
  });

  it("lets psql in with the secret's password, which stands nowhere else", async () => {
    const word = await password();

    const answer = psql(word);

    expect(word.length).toBeGreaterThanOrEqual(16);
    expect(answer).toBe("42");
    expect(filesHolding(word)).toEqual([`./build/quickstart/secrets/${secret}`]);
    expect(argumentLists.length).toBeGreaterThan(100);
    expect(argumentLists.filter((list) => list.includes(word))).toEqual([]);
  });

  it("lets no machine go that holds data, and says what it holds", async () => {
    const sql = (command: string) =>
      spawnSync("psql", ["-h", address(database), "-U", "lambdastack", "-qc", command, "postgres"], {
        env: { ...process.env, PGPASSWORD: secretText },
      });
    const secretText = await password();
    sql("CREATE TABLE orders (number integer)");
    cluster.edit("postgresql:\n      count: 1", "postgresql:\n      count: 0");

    const refused = await cluster.pending();
    sql("DROP TABLE orders");
    const allowed = await cluster.pending();
    cluster.edit("postgresql:\n      count: 0", "postgresql:\n      count: 1");

    expect(refused.status).toBe(4);
    expect(refused.stderr).toMatch(/database postgres holds 1 tables/);
    expect(allowed.infrastructure).toContain(`delete machine ${database}`);
  });

  it("changes nothing the second time, in three round trips per machine at most", async () => {
    const { status, stdout } = await cluster.apply();

    expect(status).toBe(0);
    expect(JSON.parse(stdout).changed).toBe(0);
    const trips = Object.values(await countRoundTrips(cluster.lastEvents()));
    expect(trips).toHaveLength(6);
    expect(Math.max(...trips)).toBeLessThanOrEqual(3);
    expect((await cluster.pending()).status).toBe(0);
  });

  it("redraws its progress on a terminal, and leaves a line for each phase", async () => {
    const words = ["plan", "-b", cluster.build, "--plugins", join(checkout, "plugins")];

    const screen = await onTerminal(words, cluster.folder);

    expect(screen).toContain("\u001b[2K");
    expect(screen).toMatch(/Comparing roles … \d/);
    expect(screen).toMatch(/Comparing roles: 0 changes on 6 machines \(\d/);
    expect(screen.trimEnd().endsWith("\u001b[?25h")).toBe(true);
  });

  it("brings a rotated password to the database, and tells it to nobody", async () => {
    const old = await password();
    await cluster.lambdastack("secret", "rotate", secret, "-b", cluster.build);
    await cluster.lambdastack("plan", "-f", "input.yaml", "-o", "rotation.plan");
    const { stdout } = await cluster.apply();

    const word = await password();

    expect(word).not.toBe(old);
    expect(JSON.parse(stdout).changed).toBeGreaterThan(0);
    expect([psql(word), psql(old)]).toEqual(["42", ""]);
    expect(filesHolding(word)).toEqual([`./build/quickstart/secrets/${secret}`]);
    expect((await cluster.pending()).changes).toEqual([]);
  });

  it("plans one changed setting as one file and one reload, and applies exactly the saved plan", async () => {
    cluster.edit("      health_path: /health", "      health_path: /");
    const { status, changes, infrastructure } = await cluster.pending();
    const saved = await cluster.lambdastack("plan", "-f", "input.yaml", "-o", "saved.plan");
    const applied = await cluster.lambdastack("apply", "--plan", "saved.plan", "--json");

    expect(status).toBe(2);
    expect(infrastructure).toEqual([]);
    expect(changes).toEqual([
      `${balancer}: update file:/etc/haproxy/haproxy.cfg`,
      `${balancer}: reload service:haproxy.service`,
    ]);
    expect(saved.stdout.match(/^ *@@/gm)).toHaveLength(1);
    expect(applied.status).toBe(0);
    expect(JSON.parse(applied.stdout).changed).toBe(2);
  });

  it("refuses a saved plan once the machines, the state or the input changed", async () => {
    const afterUse = await cluster.lambdastack("apply", "--plan", "saved.plan");
    await cluster.lambdastack("plan", "-f", "input.yaml", "-o", "older.plan");
    await restoreNewestVersion();
    const afterState = await cluster.lambdastack("apply", "--plan", "older.plan");
    await cluster.lambdastack("plan", "-f", "input.yaml", "-o", "another.plan");
    cluster.edit("greeting: Hello from the quickstart", "greeting: Good morning");
    const afterInput = await cluster.lambdastack("apply", "--plan", "another.plan");
    cluster.edit("greeting: Good morning", "greeting: Hello from the quickstart");

    expect([afterUse.status, afterState.status, afterInput.status]).toEqual([4, 4, 4]);
    expect(afterUse.stderr).toContain(`${balancer} changed`);
    expect(afterState.stderr).toContain("the state changed");
    expect(afterInput.stderr).toContain("configuration/hello-web");
    expect((await cluster.apply()).status).toBe(0);
  });

  it("shows exactly what was changed by hand, and mends it", async () => {
    cluster.on(web1, "systemctl stop nginx");
    cluster.on(web2, "echo by hand >> /var/www/hello-web/index.html");

    const { changes } = await cluster.pending();
    const mended = await cluster.apply();

    expect(changes).toEqual([
      `${web1}: start service:nginx.service`,
      `${web2}: update file:/var/www/hello-web/index.html`,
    ]);
    expect(mended.status).toBe(0);
    expect((await cluster.pending()).status).toBe(0);
  });

  it("grows by one machine and touches nothing else", async () => {
    cluster.edit(/(web: #[^\n]*\n\s+count:) 2/, "$1 3");
    const others = [balancer, monitoring, database, repository, web1, web2];
    const started = others.map(starts);

    const { infrastructure, changes } = await cluster.pending();
    const { status } = await cluster.apply();

    expect(infrastructure).toEqual([`create machine ${web3}`]);
    expect(changes.filter((change) => !change.startsWith(web3))).toEqual(followers);
    expect(status).toBe(0);
    expect(others.map(starts)).toEqual(started);
    await expect.poll(() => pages(6)).toContain(web3);
    await expect
      .poll(targets)
      .toSatisfy((all: Target[]) => all.some(({ scrapeUrl }) => scrapeUrl.includes(`${address(web3)}:9100`)));
  });

  it("lets a machine go only when told so", async () => {
    cluster.edit(/(web: #[^\n]*\n\s+count:) 3/, "$1 2");

    const { infrastructure, changes } = await cluster.pending();
    const refused = await cluster.apply();
    const { status } = await cluster.apply("--auto-approve");

    expect(infrastructure).toEqual([`delete machine ${web3}`]);
    expect(changes).toEqual(followers);
    expect(refused.status).toBe(4);
    expect(status).toBe(0);
    expect(Object.keys(cluster.addresses())).not.toContain(web3);
    expect(await pages(6)).not.toContain(web3);
    expect((await cluster.pending()).status).toBe(0);
  });

  it("removes what a role created when the role leaves a machine that stays, and lists the rest", async () => {
    cluster.on(web1, "echo data > /var/www/hello-web/upload");
    cluster.write(
      "input.yaml",
      `${cluster.read("input.yaml")}---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    web: [node-exporter]
`,
    );

    const { changes, unmanaged } = await cluster.pending();
    const refused = await cluster.apply();
    const { status } = await cluster.apply("--auto-approve");

    expect(changes).toContain(`${web1}: delete file:/var/www/hello-web/index.html`);
    expect(unmanaged).toContain(`${web1}: package:nginx-light`);
    expect(refused.status).toBe(4);
    expect(status).toBe(0);
    expect(cluster.on(web1, "ls /var/www/hello-web; dpkg-query -s nginx-light | grep ^Status")).toBe(
      "upload\nStatus: install ok installed",
    );
    expect((await cluster.pending()).status).toBe(0);
  });

  it("lets the machines of a component go with the component", async () => {
    cluster.edit(/\n {4}web: #[^\n]*\n\s+count: 2/, "");
    cluster.edit(/---\nkind: configuration\/haproxy[\s\S]*?(?=---\nkind: configuration\/feature-mapping)/, "");
    cluster.edit("    web: [node-exporter]", "    load_balancer: [node-exporter]");

    const { infrastructure } = await cluster.pending();
    const { status, stderr } = await cluster.apply("--auto-approve");

    expect(infrastructure).toEqual([`delete machine ${web1}`, `delete machine ${web2}`]);
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    expect(Object.keys(cluster.addresses()).sort()).toEqual([balancer, monitoring, database, repository]);
    expect((await cluster.pending()).status).toBe(0);
  });

  it("writes an inventory that Ansible reads and logs in with", () => {
    const ansible = (command: string, ...words: string[]) =>
      spawnSync(command, ["-i", join(cluster.build, "inventory.yml"), ...words], { encoding: "utf8" });
    const listed = ansible("ansible-inventory", "--list");
    const reached = ansible("ansible", "all", "-m", "raw", "-a", "true");

    expect(listed.status).toBe(0);
    expect(JSON.parse(listed.stdout).component_postgresql.hosts).toEqual([database]);
    expect([reached.status, reached.stdout.match(/\| CHANGED \| rc=0/g)?.length]).toEqual([0, 4]);
  });

  it("tells status, state and secrets", async () => {
    const [status, state, history, secrets] = await Promise.all(
      [["status"], ["state", "show"], ["state", "history"], ["secret", "list"]].map((words) =>
        cluster.lambdastack(...words, "-b", cluster.build, "--json"),
      ),
    );

    const { machines } = JSON.parse(status?.stdout ?? "") as { machines: { name: string; pending: number }[] };
    expect(status?.status).toBe(0);
    expect(machines.map(({ name, pending }) => `${name} ${pending}`)).toEqual([
      `${balancer} 0`,
      `${monitoring} 0`,
      `${database} 0`,
      `${repository} 0`,
    ]);
    expect(JSON.parse(state?.stdout ?? "").kind).toBe("state");
    expect(JSON.parse(history?.stdout ?? "").versions.length).toBeGreaterThan(1);
    expect(JSON.parse(secrets?.stdout ?? "").secrets).toContainEqual(
      expect.objectContaining({ name: secret, present: true, generated: true }),
    );
    expect(secrets?.stdout).not.toContain(await password());
  });

  it("is gone after destroy, which asks first and needs no plugins", async () => {
    const refused = await cluster.lambdastack("destroy", "-b", cluster.build);
    const { status } = await cluster.lambdastack("destroy", "-b", cluster.build, "--auto-approve");

    expect(refused.status).toBe(4);
    expect(status).toBe(0);
    expect(leftovers(before)).toEqual([]);
    expect(execFileSync("find", ["."], { cwd: join(cluster.folder, "build"), encoding: "utf8" }).trim()).toBe(".");
  });
});
