import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countRoundTrips } from "@lambdastack/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkout, lambdastack } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const pool = "10.81.0.0/24";
let folder: string;

const read = (path: string) => readFileSync(join(folder, path), "utf8");
const edit = (from: string | RegExp, to: string) => {
  const before = read("input.yaml");
  writeFileSync(join(folder, "input.yaml"), before.replace(from, to));
  expect(read("input.yaml")).not.toBe(before);
};
const run = (...words: string[]) => lambdastack(words, folder);
const apply = (...words: string[]) => run("apply", "-f", "input.yaml", "--json", ...words);

interface Plan {
  infrastructure: { action: string; what: string; name: string }[];
  machines: { machine: string; changes: { action: string; resource: string }[] }[];
}

async function plan(): Promise<{ status: number | null; infrastructure: string[]; changes: string[] }> {
  const { status, stdout } = await run("plan", "-f", "input.yaml", "--json", "--detailed-exitcode");
  const { infrastructure, machines } = JSON.parse(stdout) as Plan;
  return {
    status,
    infrastructure: infrastructure.map(({ action, what, name }) => `${action} ${what} ${name}`),
    changes: machines.flatMap(({ machine, changes }) =>
      changes.map(({ action, resource }) => `${machine.replace("demo-quickstart-", "")}: ${action} ${resource}`),
    ),
  };
}

function onMachine(address: string, script: string): string {
  const options = ["UserKnownHostsFile", "IdentityFile"].map((name) =>
    name === "IdentityFile" ? `${name}=${keyFile()}` : `${name}=${join(folder, "build/quickstart/keys/known_hosts")}`,
  );
  const flags = [...options, "IdentitiesOnly=yes", "BatchMode=yes"].flatMap((option) => ["-o", option]);
  return execFileSync("ssh", [...flags, `operations@${address}`, `sudo sh -c '${script}'`], { encoding: "utf8" });
}

const keyFile = () => /ansible_ssh_private_key_file: (.*)/.exec(read("build/quickstart/inventory.yml"))?.[1] ?? "";
const fetched = async (url: string) => (await fetch(url)).text();
const lastRun = () => `build/quickstart/runs/${readdirSync(join(folder, "build/quickstart/runs")).sort().at(-1)}`;

describe.skipIf(!machinesPossible())("the quickstart on five real machines", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "quickstart-"));
    cpSync(join(checkout, "examples/quickstart.yaml"), join(folder, "input.yaml"));
    edit("10.77.0.0/24", pool);
  });

  afterAll(async () => {
    const left = await run("destroy", "-b", "build/quickstart", "--auto-approve");
    if (left.status !== 0 && !left.stderr.includes("nothing has been applied")) process.stderr.write(left.stderr);
    rmSync(folder, { recursive: true, force: true });
  });

  it("comes up from one file", async () => {
    const { status, stderr } = await apply();

    expect(stderr.slice(-2000)).not.toContain("error:");
    expect(status).toBe(0);
  });

  it("serves both web machines through the load balancer and watches everything", async () => {
    const pages = [await fetched("http://10.81.0.2/"), await fetched("http://10.81.0.2/")];
    const { status, stdout } = await run("test", "-b", "build/quickstart", "--json");

    expect(pages.join("")).toContain("demo-quickstart-web-1");
    expect(pages.join("")).toContain("demo-quickstart-web-2");
    expect(JSON.parse(stdout).results.filter(({ passed }: { passed: boolean }) => !passed)).toEqual([]);
    expect(status).toBe(0);
    const targets = JSON.parse(await fetched("http://10.81.0.3:9090/api/v1/targets")).data.activeTargets;
    expect(targets.length).toBeGreaterThanOrEqual(7);
    expect(targets.filter(({ health }: { health: string }) => health !== "up")).toEqual([]);
  });

  it("lets psql in with the secret's password, which stands nowhere else", async () => {
    const { stdout } = await run("secret", "get", "postgresql-admin-password", "-b", "build/quickstart");
    const password = stdout.trim();

    const answer = spawnSync("psql", ["-h", "10.81.0.4", "-U", "lambdastack", "-Atc", "select 41 + 1", "postgres"], {
      env: { ...process.env, PGPASSWORD: password },
      encoding: "utf8",
    });

    expect(answer.stdout.trim()).toBe("42");
    const places = spawnSync("grep", ["-rlF", "--", password, "build"], { cwd: folder, encoding: "utf8" });
    expect(places.stdout.trim().split("\n")).toEqual(["build/quickstart/secrets/postgresql-admin-password"]);
  });

  it("changes nothing the second time, in three round trips per machine at most", async () => {
    const { status, stdout } = await apply();

    expect(status).toBe(0);
    expect(JSON.parse(stdout).changed).toBe(0);
    expect((await plan()).status).toBe(0);
    const trips = Object.values(await countRoundTrips(join(folder, lastRun(), "events.ndjson")));
    expect(trips).toHaveLength(5);
    expect(Math.max(...trips)).toBeLessThanOrEqual(3);
  });

  it("plans one changed setting as one file and one reload, and applies exactly the saved plan", async () => {
    edit("      health_path: /health", "      health_path: /");
    const { status, changes, infrastructure } = await plan();
    await run("plan", "-f", "input.yaml", "-o", "saved.plan");
    const applied = await run("apply", "--plan", "saved.plan", "--json");
    const again = await run("apply", "--plan", "saved.plan", "--json");

    expect(status).toBe(2);
    expect(infrastructure).toEqual([]);
    expect(changes).toEqual([
      "load-balancer-1: update file:/etc/haproxy/haproxy.cfg",
      "load-balancer-1: reload service:haproxy.service",
    ]);
    expect(applied.status).toBe(0);
    expect(JSON.parse(applied.stdout).changed).toBe(2);
    expect(again.status).toBe(4);
  });

  it("shows exactly what was changed by hand, and mends it", async () => {
    onMachine("10.81.0.5", "systemctl stop prometheus-node-exporter");
    onMachine("10.81.0.6", "echo by hand >> /var/www/hello-web/index.html");

    const { changes } = await plan();
    const mended = await apply();

    expect(changes).toEqual([
      "web-1: start service:prometheus-node-exporter.service",
      "web-2: update file:/var/www/hello-web/index.html",
    ]);
    expect(mended.status).toBe(0);
    expect((await plan()).status).toBe(0);
  });

  it("grows by one machine and touches nothing else", async () => {
    edit(/(web: #[^\n]*\n\s+count:) 2/, "$1 3");
    const booted = onMachine(
      "10.81.0.4",
      "cat /proc/sys/kernel/random/boot_id; systemctl show -p MainPID postgresql@15-main",
    );

    const { infrastructure, changes } = await plan();
    const { status } = await apply();

    expect(infrastructure).toEqual(["create machine demo-quickstart-web-3"]);
    expect(changes.filter((change) => !change.startsWith("web-3"))).toEqual([
      "load-balancer-1: update file:/etc/haproxy/haproxy.cfg",
      "load-balancer-1: reload service:haproxy.service",
      "monitoring-1: update file:/etc/prometheus/file_sd/node.yml",
    ]);
    expect(status).toBe(0);
    expect(
      onMachine("10.81.0.4", "cat /proc/sys/kernel/random/boot_id; systemctl show -p MainPID postgresql@15-main"),
    ).toBe(booted);
    const pages = await Promise.all([1, 2, 3, 4, 5, 6].map(() => fetched("http://10.81.0.2/")));
    expect(pages.join("")).toContain("demo-quickstart-web-3");
  });

  it("removes what a role created when the role leaves a machine that stays", async () => {
    writeFileSync(
      join(folder, "input.yaml"),
      `${read("input.yaml")}---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    web: [node-exporter]
`,
    );

    const { changes } = await plan();
    const refused = await apply();
    const { status } = await apply("--auto-approve");

    expect(changes).toContain("web-1: delete file:/var/www/hello-web/index.html");
    expect(refused.status).toBe(4);
    expect(status).toBe(0);
    expect(onMachine("10.81.0.5", "ls /var/www/hello-web; dpkg-query -W nginx-light")).toContain("nginx-light");
    expect(onMachine("10.81.0.5", "ls /var/www/hello-web")).not.toContain("index.html");
  });

  it("writes an inventory that Ansible reads", () => {
    const { stdout, status } = spawnSync("ansible-inventory", ["-i", "build/quickstart/inventory.yml", "--list"], {
      cwd: folder,
      encoding: "utf8",
    });

    expect(status).toBe(0);
    expect(JSON.parse(stdout).component_web.hosts).toHaveLength(3);
  });

  it("is gone after destroy, which asks first and needs no plugins", async () => {
    const refused = await run("destroy", "-b", "build/quickstart");
    const { status } = await run("destroy", "-b", "build/quickstart", "--auto-approve");

    expect(refused.status).toBe(4);
    expect(status).toBe(0);
    const left = spawnSync("sh", ["-c", "ip route; ip -br link; nft list tables; mount"], { encoding: "utf8" }).stdout;
    expect(left).not.toContain("10.81.0.");
    expect(left).not.toContain(folder);
  });
});
