import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { writeOutsideRoles } from "../lab/outside-roles.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: outside
  admin_user:
    name: operations
  local:
    address_pool: 10.101.0.0/24
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
    web: [node-exporter]
`;
const [web, monitoring] = ["outside-web-1", "outside-monitoring-1"];
const targets = "/etc/prometheus/file_sd/shop.yml";
const page = "/srv/shop/index.html";

interface Change {
  role: string;
  resource: string;
}
interface Report {
  machines: { findings: (Change & { class: string })[]; unclear: { role: string }[] }[];
}

describe.skipIf(!machinesPossible())("one external directory with a role of each kind", () => {
  let cluster: Cluster;
  endWithSuite(() => [cluster]);
  beforeAll(async () => {
    cluster = new Cluster("outside", documents);
    writeOutsideRoles(join(cluster.folder, "roles"));
    vi.stubEnv("LAMBDASTACK_PLUGINS", join(cluster.folder, "roles"));
    const { status, stderr } = await cluster.apply();
    expect(status, stderr).toBe(0);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
  const components = (...words: string[]) => cluster.lambdastack("components", ...words, "-b", cluster.build);
  const hasTargets = () => cluster.on(monitoring, `test -e ${targets} && echo yes || echo no`);
  const changesOf = (stdout: string) =>
    (JSON.parse(stdout).machines as { changes: Change[] }[])
      .flatMap(({ changes }) => changes)
      .map(({ role, resource }) => `${role} ${resource}`);
  const audit = async () => {
    const { status, stdout } = await components("audit", "--json");
    const { machines } = JSON.parse(stdout) as Report;
    return {
      status,
      findings: machines.flatMap(({ findings }) => findings.map((one) => `${one.role} ${one.class} ${one.resource}`)),
      unclear: machines.flatMap(({ unclear }) => unclear.map(({ role }) => role)),
    };
  };

  it("is searched, and solved in the order that its roles need", async () => {
    const found = await cluster.lambdastack("search", "provides-metrics=prometheus", "-b", cluster.build, "--json");
    const solved = await cluster.lambdastack("solve", "shop-metrics", "-b", cluster.build, "--json");

    const names = (JSON.parse(found.stdout).modules as { name: string; installed: boolean }[])
      .filter(({ installed }) => !installed)
      .map(({ name }) => name);
    expect(names).toEqual(["kafka", "shop-metrics"]);
    expect((JSON.parse(solved.stdout).steps as { name: string }[]).map(({ name }) => name)).toEqual([
      "shop",
      "shop-metrics",
    ]);
  });

  it("is refused out of that order, with the commands for it", async () => {
    const { status, stderr } = await components("apply", "shop-metrics", "--on", "web");

    expect(status).toBe(4);
    expect(stderr).toContain("components apply shop");
  });

  it("is listed with every version of its roles", async () => {
    const { stdout } = await components("list", "--json");

    const roles = JSON.parse(stdout).roles as { name: string; version: string; latest: boolean }[];
    expect(roles.filter(({ name }) => name === "shop").map(({ version, latest }) => [version, latest])).toEqual([
      ["1.0.0", true],
      ["0.9.0", false],
    ]);
  });

  it("is applied role by role, and proposes a target that Prometheus does not have until that is accepted", async () => {
    const first = await components("apply", "shop@0.9.0", "--on", "web");
    const planned = await components("plan", "shop-metrics", "--on", "web");
    const second = await components("apply", "shop-metrics", "--on", "web");

    const [own = "", proposed = ""] = planned.stdout.split("Influenced, and left as it is");
    expect(first.status, first.stderr).toBe(0);
    expect(own).toContain("+shop_visitors 7");
    expect(proposed).toContain(`+ file:${targets}`);
    expect(proposed).toContain(":8000");
    expect(second.status, second.stderr).toBe(0);
    expect(second.stdout).toContain("Influenced, and left as it was: prometheus (1 change).");
    expect(hasTargets()).toBe("no");
  });

  it("has its influence accepted, exactly as it was shown, and then has nothing left to do", async () => {
    const { status, stderr, stdout } = await components("apply", "shop-metrics", "--accept-influences", "--json");

    expect(status, stderr).toBe(0);
    expect(changesOf(stdout)).toEqual([`prometheus file:${targets}`]);
    expect(hasTargets()).toBe("yes");
    expect(await cluster.pending()).toMatchObject({ status: 0, infrastructure: [], changes: [] });
  });

  it("is tested, each kind by its own tests", async () => {
    const { status, stdout, stderr } = await components("test", "--components", "web", "--json");

    const results = JSON.parse(stdout).results as { role: string; check: string; passed: boolean }[];
    expect(status, stderr).toBe(0);
    expect(results.filter(({ role }) => role.startsWith("shop")).map(({ role, check }) => `${role} ${check}`)).toEqual([
      "shop check:the shop answers",
      "shop-metrics ansible:The shop serves them",
      "shop-metrics ansible:They count visitors",
    ]);
  });

  it("is audited: a change by hand is found, and of Ansible's it is told that nobody knows whose it is", async () => {
    const clean = await audit();
    cluster.on(web, `echo closed >${page}; echo shop_visitors 0 >/srv/shop/metrics`);
    const meddled = await audit();

    expect(clean).toEqual({ status: 0, findings: [], unclear: [] });
    expect(meddled).toEqual({ status: 2, findings: [`shop manual file:${page}`], unclear: ["shop-metrics"] });
  });

  it("is put right by the next apply, which keeps to the version that was asked for", async () => {
    const applied = await cluster.apply();

    expect(applied.status, applied.stderr).toBe(0);
    expect(cluster.on(web, `cat ${page} /srv/shop/metrics`)).toBe("welcome of old\nshop_visitors 7");
    expect(cluster.read("build/outside/state.yml")).toMatch(/^shop:\n(?: {2}.*\n)*? {2}version: 0\.9\.0\n/m);
    expect((await audit()).status).toBe(0);
  });
});
