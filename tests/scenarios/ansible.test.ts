import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { writeAnsibleRoles } from "../lab/ansible-roles.ts";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { checkout, start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { watchProcessArguments } from "../lab/process-arguments.ts";

const secret = "Pa55-of-the-pages";
const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: ansible
  admin_user:
    name: operations
  local:
    address_pool: 10.83.0.0/24
  components:
    web:
      count: 2
    reader:
      count: 1
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    web: [pages]
    reader: [reader]
---
kind: configuration/pages
name: default
specification:
  greeting: hello
  password: ${secret}
`;
interface Backup {
  backup: { files: { machine: string; role: string; name: string; path: string; bytes: number; sha256: string }[] };
}
const [web1, web2, reader] = ["ansible-web-1", "ansible-web-2", "ansible-reader-1"];

describe.skipIf(!machinesPossible())("a role written for Ansible on real machines", () => {
  let cluster: Cluster;
  endWithSuite(() => [cluster]);
  beforeAll(() => {
    cluster = new Cluster("ansible", documents);
    writeAnsibleRoles(join(cluster.folder, "roles"));
  });
  const run = (...words: string[]) =>
    cluster.lambdastack("--plugins", join(cluster.folder, "roles"), ...words, "-f", "input.yaml");
  const holding = (text: string, folder: string) =>
    spawnSync("grep", ["-rlF", "--", text, folder], { encoding: "utf8" }).stdout.trim().split("\n").filter(Boolean);
  const backups = () => readdirSync(join(cluster.build, "backups")).sort();
  const traces = () => {
    const last = readdirSync(join(cluster.build, "runs")).sort().at(-1) ?? "";
    return join(cluster.build, "runs", last, "ansible", "pages-apply");
  };

  it("is applied, and hands what set_stats says to a role in TypeScript", async () => {
    const watch = watchProcessArguments();
    const { status, stderr } = await run("apply", "--json");
    const argumentLists = watch.stop();

    expect(status, stderr).toBe(0);
    expect(cluster.on(web1, "cat /etc/page; systemctl is-active cron")).toBe(`hello ${secret} ansible\nactive`);
    expect(cluster.on(reader, `cat /etc/${web2}.url`)).toBe(`http://${web2}/hello`);
    expect(cluster.read("build/ansible/state.yml")).toContain(`http://${web1}/hello`);
    expect(argumentLists.filter((words) => words.includes(secret))).toEqual([]);
  });

  it("leaves return code, output, events and facts, and the secret in none of them", () => {
    const kept = readdirSync(traces()).sort();

    expect(kept).toEqual(["events.ndjson", "facts", "output.txt", "return-code"]);
    expect(readFileSync(join(traces(), "return-code"), "utf8")).toBe("0\n");
    expect(holding(secret, join(cluster.build, "runs"))).toEqual([]);
    expect(holding(secret, join(cluster.build, "state.yml"))).toEqual([]);
  });

  it("changes nothing the second time", async () => {
    const { status, stdout } = await run("apply", "--json");

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ changed: 0 });
  });

  describe("backed up by Ansible", () => {
    const directory = "/var/lib/lambdastack/backup/pages";
    const left = (machine: string) => cluster.on(machine, `ls -d ${directory} 2>/dev/null || echo none`);
    const pages = () => [web1, web2].map((machine) => cluster.on(machine, "cat /etc/page; stat -c %a /etc/page"));

    it("gives what its playbook placed, machine by machine, and leaves nothing there", async () => {
      const { status, stdout, stderr } = await run("backup", "--json");

      const { files } = (JSON.parse(stdout) as Backup).backup;
      expect(status, stderr).toBe(0);
      expect(files.map(({ machine, role, name }) => `${machine} ${role} ${name}`)).toEqual([
        `${web1} pages files.tar.gz`,
        `${web2} pages files.tar.gz`,
      ]);
      for (const { machine, path, sha256, bytes } of files) {
        const content = readFileSync(join(cluster.build, "backups", backups()[0] ?? "", path));
        expect([createHash("sha256").update(content).digest("hex"), content.length]).toEqual([sha256, bytes]);
        expect(left(machine)).toBe("none");
      }
      expect((await run("backup", "verify")).status).toBe(0);
    });

    it("is put back where it is gone, and where it is older than the backup", async () => {
      const before = pages();
      cluster.on(web1, "rm /etc/page");
      cluster.on(web2, "echo older >/etc/page; chmod 644 /etc/page; touch -d 2020-01-01 /etc/page");

      const restored = await run("restore", "--auto-approve", "--json");

      expect(restored.status, restored.stderr).toBe(0);
      expect(pages()).toEqual(before);
      expect([left(web1), left(web2)]).toEqual(["none", "none"]);
    });

    it("is not put back over newer data unasked", async () => {
      cluster.on(web2, "echo newer >/etc/page");

      const refused = await run("restore", "--auto-approve");
      const kept = cluster.on(web2, "cat /etc/page");
      const asked = await run("restore", "--auto-approve", "--overwrite-newer");

      expect([refused.status, kept]).toEqual([4, "newer"]);
      expect(refused.stderr).toContain(`pages on ${web2}: data changed at`);
      expect([asked.status, cluster.on(web2, "cat /etc/page")]).toEqual([0, `hello ${secret} ansible`]);
    });

    it("is no backup where its playbook fails on a machine, and tells no secret", async () => {
      const before = backups();
      cluster.edit("greeting: hello", `greeting: hello\n  unsaved: ${web2}`);
      const { status, stderr } = await run("backup");
      cluster.edit(`\n  unsaved: ${web2}`, "");

      expect(status).toBe(1);
      expect(stderr).toContain(
        `Role pages on ${web2}: task "Break where it is asked for" failed: no backup with (sensitive)`,
      );
      expect(backups()).toEqual(before);
      expect([left(web1), left(web2)]).toEqual(["none", "none"]);
    });
  });

  it("shows the difference in the plan, as an estimate and without the secret", async () => {
    cluster.edit("greeting: hello", "greeting: welcome");
    const { status, stdout } = await run("plan");

    expect(status).toBe(0);
    expect(stdout).toMatch(/~ ansible:Write the page \(estimate\)/);
    expect(stdout).toContain("+welcome (sensitive) ansible");
    expect(stdout).not.toContain(secret);
  });

  it("is tested by Ansible, each task a check, and fails where a machine is not as it is wanted", async () => {
    const { status, stdout } = await run("test", "--json");

    const results = (JSON.parse(stdout).results as { machine: string; check: string; passed: boolean }[]).filter(
      ({ check }) => check.startsWith("ansible:"),
    );
    expect(status).toBe(1);
    expect(stdout).not.toContain(secret);
    expect(results.map(({ machine, check, passed }) => `${machine} ${check} ${passed}`).sort()).toEqual(
      [web1, web2].flatMap((machine) => [
        `${machine} ansible:Read the page true`,
        `${machine} ansible:The page greets false`,
      ]),
    );
  });

  it("is not applied by a saved plan once check mode says otherwise", async () => {
    await run("plan", "-o", "saved.plan");
    cluster.on(web2, "echo by hand >/etc/page");
    const { status, stderr } = await run("apply", "--plan", "saved.plan");
    cluster.on(web2, "rm /etc/page");

    expect(status).toBe(4);
    expect(stderr).toContain(`Ansible's estimate of pages on ${web2} changed`);
    expect(stderr).not.toContain(`Ansible's estimate of pages on ${web1} changed`);
  });

  it("shows what cannot run in check mode as unknown", async () => {
    cluster.edit("greeting: welcome", "greeting: welcome\n  probe: true");
    const { stdout } = await run("plan");

    expect(stdout).toMatch(/\? ansible:Ask for the kernel \(may run\) \(estimate\)/);
    expect(stdout).toContain("unknown, since it cannot run in check mode");
    cluster.edit("  probe: true\n", "");
  });

  it("fails on one machine while the others end, and does not tell the secret", async () => {
    cluster.edit("greeting: welcome", `greeting: welcome\n  broken: ${web1}`);
    const { status, stderr } = await run("apply");

    expect(status).toBe(1);
    expect(stderr).toContain("broken with (sensitive)");
    expect(cluster.on(web2, "cat /etc/page")).toContain("welcome");
    expect(cluster.on(web1, "cat /etc/page")).toContain("hello");
    cluster.edit(`  broken: ${web1}\n`, "");
  });

  it.each(["SIGINT", "SIGKILL"] as const)("leaves nothing running after %s", async (signal) => {
    cluster.edit("greeting: welcome", "greeting: welcome\n  pause: 300");
    const roles = ["--plugins", join(checkout, "plugins"), "--plugins", join(cluster.folder, "roles")];
    const started = start("lambdastack", [...roles, "apply", "-f", "input.yaml"], cluster.folder);
    const playbooks = () => spawnSync("pgrep", ["-f", `ansible-playbook.*${cluster.build}`]).status === 0;
    const isWaiting = () =>
      cluster.on(web1, "ls -l /proc/[0-9]*/exe 2>/dev/null | grep -q python3 && echo yes || echo no");
    await expect.poll(playbooks).toBe(true);
    await expect.poll(isWaiting, { interval: 500 }).toBe("yes");

    started.kill(signal);
    await started.ended;

    await expect.poll(playbooks).toBe(false);
    cluster.edit("\n  pause: 300", "");
  });
});
