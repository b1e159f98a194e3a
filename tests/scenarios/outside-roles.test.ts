import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse, stringify } from "yaml";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { type Containers, containers } from "../lab/containers.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { registerImage, registerScript, writeOutsideRoles } from "../lab/outside-roles.ts";

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
  let lab: Containers;
  endWithSuite(() => [cluster]);
  beforeAll(async () => {
    cluster = new Cluster("outside", documents);
    const roles = join(cluster.folder, "roles");
    writeOutsideRoles(roles);
    lab = containers();
    for (const [name, value] of Object.entries({ ...lab.environment, LAMBDASTACK_PLUGINS: roles }))
      vi.stubEnv(name, value);
    lab.image(registerImage, join(roles, registerScript));
    const { status, stderr } = await cluster.apply();
    expect(status, stderr).toBe(0);
  });
  afterAll(() => {
    lab.remove();
    vi.unstubAllEnvs();
  });
  const components = (...words: string[]) => cluster.lambdastack("components", ...words, "-b", cluster.build);
  const state = () => parse(cluster.read("build/outside/state.yml"));
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
    const found = await cluster.lambdastack(
      "search",
      "kind=exporter,provides-metrics=prometheus",
      "-b",
      cluster.build,
      "--json",
    );
    const inContainers = await cluster.lambdastack("search", "provides-register>=1.0", "-b", cluster.build, "--json");
    const stepsOf = async (name: string) => {
      const { stdout } = await cluster.lambdastack("solve", name, "-b", cluster.build, "--json");
      return (JSON.parse(stdout).steps as { name: string }[]).map((step) => step.name);
    };

    expect(JSON.parse(found.stdout).modules).toMatchObject([
      { name: "node-exporter", installed: true },
      { name: "shop-metrics", installed: false },
    ]);
    expect(JSON.parse(inContainers.stdout).modules).toMatchObject([{ name: "shop-register", installed: false }]);
    expect(await stepsOf("shop-metrics")).toEqual(["shop", "shop-metrics"]);
    expect(await stepsOf("shop-register")).toEqual(["shop", "shop-register"]);
  });

  it.each([["shop-metrics", "--on", "web"], ["shop-register"]])(
    "is refused out of that order, with the commands for it: %s",
    async (...words) => {
      const { status, stderr } = await components("apply", ...words);

      expect(status).toBe(4);
      expect(stderr).toContain("components apply shop");
    },
  );

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

  it("is applied in a container over the same state, and names whom that influences", async () => {
    const initialised = await components("init", "shop-register");
    const planned = await components("plan", "shop-register");
    const applied = await components("apply", "shop-register", "--json");

    expect(initialised.status, initialised.stderr).toBe(0);
    expect(planned.stdout).toContain("shop-register: the shop on port 8000");
    expect(planned.stdout).toContain("would influence prometheus, and leaves it as it is");
    expect(applied.status, applied.stderr).toBe(0);
    expect(JSON.parse(applied.stdout)).toMatchObject({ module: "shop-register", influences: ["prometheus"] });
    expect(state().register).toEqual({ status: "applied", version: "1.0.0", port: 8000 });
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
    const run = JSON.parse((await components("run", "shop-register", "test", "--json")).stdout);
    expect(run).toMatchObject({ status: 0, output: ["a shop is registered"] });
  });

  it("is audited: a change by hand is found, and of Ansible's it is told that nobody knows whose it is", async () => {
    const clean = await audit();
    cluster.on(web, `echo closed >${page}; echo shop_visitors 0 >/srv/shop/metrics`);
    const meddled = await audit();

    expect(clean).toEqual({ status: 0, findings: [], unclear: [] });
    expect(meddled).toEqual({ status: 2, findings: [`shop manual file:${page}`], unclear: ["shop-metrics"] });
  });

  it("is audited in its container, and put right by applying it", async () => {
    const clean = await components("audit", "shop-register", "--json");
    cluster.write("build/outside/state.yml", stringify({ ...state(), register: { ...state().register, port: 9000 } }));
    const meddled = await components("audit", "shop-register", "--json");
    const applied = await components("apply", "shop-register");

    expect([clean.status, meddled.status, applied.status]).toEqual([0, 2, 0]);
    expect(JSON.parse(meddled.stdout)).toMatchObject({ output: ["registered on port 9000, and it has 8000"] });
    expect(state().register).toMatchObject({ port: 8000 });
  });

  it("is put right by the next apply, which keeps to the version that was asked for", async () => {
    const applied = await cluster.apply();

    expect(applied.status, applied.stderr).toBe(0);
    expect(cluster.on(web, `cat ${page} /srv/shop/metrics`)).toBe("welcome of old\nshop_visitors 7");
    expect(cluster.read("build/outside/state.yml")).toMatch(/^shop:\n(?: {2}.*\n)*? {2}version: 0\.9\.0\n/m);
    expect((await audit()).status).toBe(0);
  });
});
