import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: adding
  admin_user:
    name: operations
  local:
    address_pool: 10.82.1.0/24
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

/** A role as a team would keep it outside the product. */
const exporter = {
  "role.yml": `name: shop-exporter
version: 1.2.0
description: Metrics of a shop
labels:
  kind: exporter
  provides-metrics: prometheus
  provides-shop-metrics: 2.10
requires:
  strong:
    - - key: kind
        operator: eq
        values: [web]
publishes:
  exporter:
    version: 1.0.0
    type: object
    required: [job, port, path]
    properties:
      job: { type: string }
      port: { type: integer }
      path: { type: string }
influences:
  - - key: core-technology
      operator: eq
      values: [prometheus]
`,
  "apply/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource, publish }) => [
  resource.file({ path: "/etc/shop-exporter", content: "shop\\n" }),
  publish("exporter", { job: "shop", port: 9999, path: "/metrics" }),
]);
`,
  "test/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource }) => [
  resource.check({ name: "shop exporter is there", run: "cat /etc/shop-exporter", contains: "shop" }),
]);
`,
};

const targets = "/etc/prometheus/file_sd/shop.yml";

describe.skipIf(!machinesPossible())("a role from another directory, added to a running cluster", () => {
  let cluster: Cluster;
  endWithSuite(() => [cluster]);
  const place = (file: string) => `roles/shop-exporter/${file}`;
  beforeAll(async () => {
    cluster = new Cluster("adding", documents);
    for (const [file, text] of Object.entries(exporter)) {
      mkdirSync(dirname(join(cluster.folder, place(file))), { recursive: true });
      cluster.write(place(file), text);
    }
    vi.stubEnv("LAMBDASTACK_PLUGINS", join(cluster.folder, "roles"));
    const { status, stderr } = await cluster.apply();
    expect(status, stderr).toBe(0);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
  const components = (...words: string[]) => cluster.lambdastack("components", ...words, "-b", cluster.build);
  const has = (machine: string, file: string) => cluster.on(machine, `test -e ${file} && echo yes || echo no`);
  const everywhere = () => [has("adding-web-1", "/etc/shop-exporter"), has("adding-monitoring-1", targets)];

  it("is found by what it says, and proposed with nothing before it", async () => {
    const found = await cluster.lambdastack("search", "provides-shop-metrics>2.9", "-b", cluster.build, "--json");
    const solved = await cluster.lambdastack("solve", "shop-exporter", "-b", cluster.build, "--json");

    expect(JSON.parse(found.stdout).modules).toMatchObject([{ name: "shop-exporter", installed: false }]);
    expect(JSON.parse(solved.stdout).steps).toMatchObject([{ name: "shop-exporter", because: [] }]);
  });

  it("needs to be told where to go, where nothing says so", async () => {
    const { status, stderr } = await components("apply", "shop-exporter");

    expect([status, everywhere()]).toEqual([3, ["no", "no"]]);
    expect(stderr).toContain("components apply shop-exporter --on monitoring");
    expect(stderr).toContain("The cluster has monitoring, web.");
  });

  it("is planned with what it influences, and nothing has changed", async () => {
    const { status, stdout } = await components("plan", "shop-exporter", "--on", "web");

    const [own = "", proposed = ""] = stdout.split("Influenced, and left as it is");
    expect(status).toBe(0);
    expect(own).toContain("+ file:/etc/shop-exporter");
    expect(own).not.toContain(targets);
    expect(proposed).toContain(`+ file:${targets}`);
    expect(everywhere()).toEqual(["no", "no"]);
  });

  it("is applied alone, works, and is known from then on", async () => {
    const applied = await components("apply", "shop-exporter", "--on", "web");
    const tested = await components("test", "--components", "web", "--json");
    const found = await cluster.lambdastack("search", "name=shop-exporter", "-b", cluster.build, "--json");

    expect(applied.status, applied.stderr).toBe(0);
    expect(applied.stdout).toContain("Influenced, and left as it was: prometheus (1 change).");
    expect(everywhere()).toEqual(["yes", "no"]);
    expect(tested.status, tested.stderr).toBe(0);
    expect(tested.stdout).toContain("shop exporter is there");
    expect(JSON.parse(found.stdout).modules[0].installed).toBe(true);
    expect(cluster.read("build/adding/state.yml")).toMatch(/shop-exporter:\n(?: {2}.*\n)*? {2}version: 1\.2\.0\n/);
  });

  it("changes what it influences once that is accepted, exactly as shown", async () => {
    const { status, stderr, stdout } = await components("apply", "shop-exporter", "--accept-influences", "--json");

    const changes = (JSON.parse(stdout).machines as { changes: { resource: string }[] }[]).flatMap(
      (one) => one.changes,
    );
    expect(status, stderr).toBe(0);
    expect(changes.map(({ resource }) => resource)).toEqual([`file:${targets}`]);
    expect(everywhere()).toEqual(["yes", "yes"]);
    expect(await cluster.pending()).toMatchObject({ status: 0, infrastructure: [], changes: [] });
  });

  it("fails the plan when it renames a field that another role reads, naming both and the field", async () => {
    cluster.write(
      place("role.yml"),
      exporter["role.yml"].replace("port, path", "ports, path").replace("port:", "ports:"),
    );
    const renamed = await cluster.lambdastack("plan", "-f", "input.yaml");
    cluster.write(place("role.yml"), exporter["role.yml"].replace("version: 1.0.0", "version: 2.0.0"));
    const raised = await cluster.lambdastack("plan", "-f", "input.yaml");
    cluster.write(place("role.yml"), exporter["role.yml"]);

    expect([renamed.status, raised.status]).toEqual([4, 4]);
    expect(renamed.stderr).toContain(
      'The role "prometheus" consumes exporter.port, which the role "shop-exporter" does not publish.',
    );
    expect(renamed.stderr).toContain('Was it renamed to "ports"?');
    expect(raised.stderr).toContain(
      'The role "prometheus" consumes exporter in version ^1.0.0; the role "shop-exporter" publishes version 2.0.0.',
    );
  });

  it("goes with the line that added it", async () => {
    cluster.write("build/adding/config/added-roles.yml", "web: []\n");

    const { status, stderr } = await cluster.apply("--auto-approve");

    expect(status, stderr).toBe(0);
    expect(everywhere()).toEqual(["no", "no"]);
    expect((await cluster.pending()).status).toBe(0);
  });
});
