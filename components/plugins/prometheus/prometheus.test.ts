import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  configured,
  contentOf,
  inMemoryRole,
  machineNamed,
  outcomes,
  publications,
} from "@lambdastack/core/role-testing";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import apply from "./apply/index.ts";
import { ruleGroups } from "./rules.ts";
import test from "./test/index.ts";

const role = inMemoryRole(import.meta.dirname, { apply, test });
const configuration = "file:/etc/prometheus/prometheus.yml";
const dropIn = "unit:prometheus.service.d/lambdastack.conf";
const monitoring = machineNamed("demo-monitoring-1", 20, { component: "monitoring", roles: ["prometheus"] });
const web = machineNamed("demo-web-1", 11);
const exporter = [
  { role: "node-exporter", machine: monitoring, value: { job: "node", port: 9100, path: "/metrics", labels: {} } },
  {
    role: "node-exporter",
    machine: web,
    value: { job: "node", port: 9100, path: "/metrics", labels: { site: "north" } },
  },
  { role: "shop", machine: web, value: { job: "shop", port: 8080, path: "/internal/metrics", scheme: "https" } },
];
const options = { machines: [monitoring, web], consumed: { exporter } };

/** The document of the old products. */
const old = {
  config_directory: "/etc/prometheus",
  storage: { data_directory: "/var/lib/prometheus" },
  config_flags: [
    "--config.file=/etc/prometheus/prometheus.yml",
    "--storage.tsdb.path=/var/lib/prometheus",
    "--storage.tsdb.retention.time=90d",
    "--web.listen-address=0.0.0.0:9191",
    "--web.enable-admin-api",
  ],
  metrics_path: "/metrics",
  scrape_interval: "30s",
  scrape_timeout: "10s",
  evaluation_interval: "10s",
  remote_write: [{ url: "https://metrics.example/write", basic_auth: { username: "me", password: "hunter2" } }],
  remote_read: [],
  alertmanager: {
    enable: true,
    alert_rules: {
      common: true,
      container: false,
      kafka: true,
      node: false,
      postgresql: true,
      prometheus: false,
      haproxy: false,
    },
    config: {
      global: { smtp_smarthost: "mail:25", smtp_auth_password: "hunter3" },
      route: { receiver: "email" },
      receivers: [{ name: "email", email_configs: [{ to: "test@domain.com" }] }],
    },
  },
};

describe("prometheus apply", () => {
  it("renders its defaults", async () => {
    const all = await outcomes(role, "apply", options);

    await expect(contentOf(all, configuration)).toMatchFileSnapshot("__golden__/defaults.yml.txt");
    await expect(contentOf(all, dropIn)).toMatchFileSnapshot("__golden__/defaults.conf");
  });

  it("writes a file of targets per job", async () => {
    const all = await outcomes(role, "apply", options);

    await expect(contentOf(all, "file:/etc/prometheus/file_sd/node.yml")).toMatchFileSnapshot(
      "__golden__/node.yml.txt",
    );
    await expect(contentOf(all, "file:/etc/prometheus/file_sd/shop.yml")).toMatchFileSnapshot(
      "__golden__/shop.yml.txt",
    );
  });

  it("changes nothing but targets when a machine comes", async () => {
    const third = { ...exporter[1], machine: machineNamed("demo-web-3", 13) } as (typeof exporter)[number];

    const before = await outcomes(role, "apply", options);
    const after = await outcomes(role, "apply", { ...options, consumed: { exporter: [...exporter, third] } });

    const changed = after.filter((outcome, index) => JSON.stringify(outcome) !== JSON.stringify(before[index]));
    expect(changed.map(({ id }) => id)).toEqual(["file:/etc/prometheus/file_sd/node.yml"]);
    expect(after.find(({ id }) => id.startsWith("service:"))?.props.watches).not.toContain("/etc/prometheus/file_sd");
  });

  it("lets a document of the old products take effect", async () => {
    const all = await outcomes(role, "apply", { ...options, specification: old });

    await expect(contentOf(all, configuration)).toMatchFileSnapshot("__golden__/old-document.yml.txt");
    await expect(contentOf(all, dropIn)).toMatchFileSnapshot("__golden__/old-document.conf");
    await expect(contentOf(all, "file:/etc/prometheus/alertmanager.yml")).toMatchFileSnapshot(
      "__golden__/alertmanager.yml.txt",
    );
    expect(all.flatMap(({ id }) => /rules\/(.*)\.yml$/.exec(id)?.[1] ?? [])).toEqual(["common", "kafka", "postgresql"]);
    expect(configured(role, old).warnings.filter(({ code }) => code === "replaced-key")).toEqual([]);
  });

  it("keeps hostile labels and jobs as values and file names", async () => {
    const labels = { site: "$(touch /x) 'a' \"b\"\n- targets: [evil] {{x}}" };
    const hostile = [
      { role: "x", machine: web, value: { job: "../../etc/passwd\n", port: 1, path: "/{{x}}", labels } },
    ];

    const all = await outcomes(role, "apply", { ...options, consumed: { exporter: hostile } });

    const file = all.find(({ id }) => id.includes("file_sd/") && id.startsWith("file:"));
    expect(file?.id).toBe("file:/etc/prometheus/file_sd/%2E%2E%2F%2E%2E%2Fetc%2Fpasswd%0A.yml");
    expect(parse(String(file?.props.content))).toEqual([
      {
        targets: ["192.0.2.11:1"],
        labels: { ...labels, job: "../../etc/passwd\n", instance: "demo-web-1", __metrics_path__: "/{{x}}" },
      },
    ]);
  });

  it.each([
    ["a flag with a line break", { config_flags: ["--a=b\nUser=root"] }],
    ["a directory that climbs", { config_directory: "/etc/../root" }],
    ["an interval that is no time", { scrape_interval: "soon" }],
    ["a group of rules that does not exist", { alertmanager: { enable: false, alert_rules: { nodes: true } } }],
  ])("refuses %s", (_what, specification) => {
    expect(() => configured(role, specification)).toThrow();
  });

  it("refuses a flag that names another configuration file", async () => {
    const run = outcomes(role, "apply", { ...options, specification: { config_flags: ["--config.file=/tmp/x.yml"] } });

    await expect(run).rejects.toMatchObject({ code: "prometheus-other-configuration-file" });
  });

  it("publishes where its console is", async () => {
    const published = await publications(role, { ...options, specification: old });

    expect(published).toEqual({ prometheus: { address: "192.0.2.20", port: 9191 } });
  });

  it("has a file for each group of rules", () => {
    const files = readdirSync(join(import.meta.dirname, "apply", "rules"));

    expect(files.sort()).toEqual(ruleGroups.map((group) => `${group}.yml`).sort());
  });
});

describe("prometheus test", () => {
  it("wants as many targets up as there are exporters", async () => {
    const all = await outcomes(role, "test", options);

    const targets = all.filter(({ id }) => id.includes("sees all targets"));
    expect(targets.map(({ props }) => props.contains)).toEqual([',"1"]', ',"2"]', ',"1"]']);
    expect(targets[1]?.props.url).toBe("http://127.0.0.1:9090/api/v1/query?query=sum(up%7Bjob%3D%22node%22%7D)");
  });
});
