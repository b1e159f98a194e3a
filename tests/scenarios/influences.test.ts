import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { checkout, onTerminal } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: influences
  admin_user:
    name: operations
  local:
    address_pool: 10.97.0.0/24
  components:
    monitoring:
      count: 1
    web:
      count: 1
---
kind: configuration/feature-mapping
name: default
specification:
  roles_mapping:
    monitoring: [prometheus]
    web: [hello-web]
`;

const targets = "/etc/prometheus/file_sd/node.yml";

describe.skipIf(!machinesPossible())("influences on real machines", () => {
  let cluster: Cluster;
  endWithSuite(() => [cluster]);
  beforeAll(async () => {
    cluster = new Cluster("influences", documents);
    const { status, stderr } = await cluster.apply();
    expect(status, stderr).toBe(0);
    cluster.edit("web: [hello-web]", "web: [hello-web, node-exporter]");
  });
  const hasTargets = () => cluster.on("influences-monitoring-1", `test -e ${targets} && echo yes || echo no`);

  it("are marked in the plan of everything", async () => {
    const { stdout } = await cluster.lambdastack("plan", "-f", "input.yaml");

    expect(stdout).toContain("  prometheus (influenced by node-exporter)\n");
    expect(stdout).not.toContain("left as it is");
  });

  it("are proposed by a narrowed run, which leaves them as they are", async () => {
    const planned = await cluster.lambdastack("plan", "-f", "input.yaml", "--components", "web");
    const applied = await cluster.lambdastack("apply", "-f", "input.yaml", "--components", "web", "--auto-approve");

    const [own = "", proposed = ""] = planned.stdout.split("Influenced, and left as it is");
    expect(own).toContain("package:prometheus-node-exporter");
    expect(own).not.toContain(targets);
    expect(proposed).toContain(`+ file:${targets}`);
    expect(proposed).toContain("9100");
    expect(applied.status, applied.stderr).toBe(0);
    expect(applied.stdout).toContain("Influenced, and left as it was: prometheus (1 change).");
    expect(hasTargets()).toBe("no");
  });

  it("are changed exactly as shown once they are accepted, also by a saved plan of that part", async () => {
    const words = [
      "plan",
      "-f",
      "input.yaml",
      "--components",
      "web",
      "--accept-influences",
      "-o",
      "accepted.plan",
      "--json",
    ];
    const planned = await cluster.lambdastack(...words);
    const applied = await cluster.lambdastack("apply", "--plan", "accepted.plan", "--json");

    const changes = (text: string) =>
      (JSON.parse(text).machines as { changes: { machine: string; resource: string }[] }[]).flatMap((machine) =>
        machine.changes.map(({ machine: name, resource }) => `${name} ${resource}`),
      );
    expect(changes(planned.stdout)).toEqual([`influences-monitoring-1 file:${targets}`]);
    expect(applied.status, applied.stderr).toBe(0);
    expect(changes(applied.stdout)).toEqual(changes(planned.stdout));
    expect(hasTargets()).toBe("yes");
  });

  it("leave nothing to be done", async () => {
    const { status, changes } = await cluster.pending();

    expect({ status, changes }).toEqual({ status: 0, changes: [] });
  });

  const isTarget = (name: string) =>
    cluster.on("influences-monitoring-1", `grep -qF ${name} ${targets} && echo yes || echo no`);
  const grow = (influences: string) =>
    onTerminal(
      ["--plugins", join(checkout, "plugins"), "apply", "-f", "input.yaml", "--components", "web"],
      cluster.folder,
      [
        { to: "Do this? [y/N]", text: "y" },
        { to: "Change what is influenced too, exactly as shown above? [y/N]", text: influences },
      ],
    );

  it("are left as they are by who declines them at the terminal, with a machine more", async () => {
    cluster.edit("web:\n      count: 1", "web:\n      count: 2");
    const screen = await grow("n");

    expect(screen).toContain("Influenced, and left as it was: prometheus (1 change).");
    expect(cluster.on("influences-web-2", "systemctl is-active prometheus-node-exporter")).toBe("active");
    expect(isTarget("influences-web-2")).toBe("no");
  });

  it("are changed with the machines that come once they are accepted at the terminal", async () => {
    cluster.edit("web:\n      count: 2", "web:\n      count: 3");
    const screen = await grow("y");
    const { status, changes } = await cluster.pending();

    expect(screen).toContain(`~ file:${targets}`);
    expect(screen).not.toContain("left as it was");
    expect([isTarget("influences-web-2"), isTarget("influences-web-3")]).toEqual(["yes", "yes"]);
    expect({ status, changes }).toEqual({ status: 0, changes: [] });
  });
});
