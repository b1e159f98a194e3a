import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: drift
  prefix: demo
  local:
    address_pool: 10.85.0.0/24
  components:
    web:
      count: 1
    keeper:
      count: 1
`;

const keeperManifest = `name: keeper
version: 1.0.0
description: A user and a file with a secret
labels: { short: keeper, kind: test, core-technology: shell }
`;

const keeperTask = `import { defineTask } from "@lambdastack/core/role";
export default defineTask(({ resource, secret }) => [
  resource.user({ name: "keeper" }),
  resource.file({ path: "/etc/keeper", content: secret("keeper-password"), mode: "0600" }),
]);
`;

const [web, keeper] = ["demo-drift-web-1", "demo-drift-keeper-1"];

let cluster: Cluster;

interface Found {
  machines: {
    machine: string;
    compared: number;
    findings: { class: string; resource: string; differences: object[] }[];
  }[];
}

const withKeeper = (...words: string[]) => cluster.lambdastack("--plugins", join(cluster.folder, "roles"), ...words);

async function audit(...words: string[]) {
  const { status, stdout, stderr } = await withKeeper("audit", "-f", "input.yaml", "--json", ...words);
  const { machines = [] } = JSON.parse(stdout) as Partial<Found>;
  const findings = machines.flatMap((one) => one.findings.map((finding) => ({ ...finding, machine: one.machine })));
  return {
    status,
    stdout,
    stderr,
    findings,
    brief: findings.map(({ machine, class: word, resource }) => `${machine}: ${word} ${resource}`),
  };
}

describe.skipIf(!machinesPossible())("an audit of real machines", () => {
  beforeAll(async () => {
    cluster = new Cluster("drift", documents);
    mkdirSync(join(cluster.folder, "roles/keeper/apply"), { recursive: true });
    cluster.write("roles/keeper/role.yml", keeperManifest);
    cluster.write("roles/keeper/apply/index.ts", keeperTask);
    const { status, stderr } = await withKeeper("apply", "-f", "input.yaml", "--json");
    if (status !== 0) throw new Error(stderr);
  });
  endWithSuite(() => [cluster]);

  it("finds nothing after an apply", async () => {
    const { status, brief, stderr } = await audit();

    expect([status, brief], stderr).toEqual([0, []]);
  });

  it("knows a change of the configuration, which is no drift", async () => {
    cluster.edit(/$/, "---\nkind: configuration/hello-web\nname: default\nspecification:\n  greeting: Changed\n");

    const { status, brief } = await audit();

    expect([status, brief]).toEqual([0, [`${web}: known file:/var/www/hello-web/index.html`]]);
    expect((await withKeeper("apply", "-f", "input.yaml", "--json")).status).toBe(0);
    expect((await audit()).brief).toEqual([]);
  });

  it("finds a stopped service, an edited file, one with a secret, and a user that is gone", async () => {
    cluster.on(web, "systemctl disable --now nginx; echo by hand >> /var/www/hello-web/index.html");
    cluster.on(keeper, "userdel keeper; echo stolen > /etc/keeper");

    const { status, brief, stdout, findings } = await audit();

    expect(brief.sort()).toEqual([
      `${keeper}: manual file:/etc/keeper`,
      `${keeper}: missing user:keeper`,
      `${web}: manual file:/var/www/hello-web/index.html`,
      `${web}: manual service:nginx.service`,
    ]);
    expect(status).toBe(2);
    expect(findings.find(({ resource }) => resource.includes("index.html"))?.differences).toEqual([
      expect.objectContaining({ field: "content", diff: expect.stringContaining("-by hand") }),
    ]);
    expect(stdout).not.toContain("stolen");
    expect((await audit("--components", "web")).brief.every((line) => line.startsWith(web))).toBe(true);
  });

  it("shows people the same, and leaves the machines as they are", async () => {
    const { status, stdout } = await withKeeper("audit", "-b", cluster.build);

    expect(status).toBe(2);
    expect(stdout).toContain("-by hand");
    expect(stdout).toContain("3 changed by hand, 1 missing");
    expect(cluster.on(web, "systemctl is-enabled nginx || true")).toBe("disabled");
  });

  it("finds a package that is gone", async () => {
    cluster.on(web, "DEBIAN_FRONTEND=noninteractive apt-get -q -y remove nginx-light >/dev/null");

    const { status, brief } = await audit("--limit", web);

    expect(status).toBe(2);
    expect(brief).toContain(`${web}: missing package:nginx-light`);
  });

  it("finds nothing any more once an apply has undone it all", async () => {
    const applied = await withKeeper("apply", "-f", "input.yaml", "--json");
    const { status, brief } = await audit();

    expect([applied.status, status, brief], applied.stderr).toEqual([0, 0, []]);
  });

  it("fails where a machine does not answer", async () => {
    expect(() => cluster.on(keeper, "systemctl mask --now ssh.socket ssh.service")).toThrow(/closed by remote host/);

    const { status, stderr } = await audit();

    expect(status).toBe(1);
    expect(stderr).toContain(keeper);
  });
});
