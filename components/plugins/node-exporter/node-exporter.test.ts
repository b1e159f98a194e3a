import {
  configured,
  contentOf,
  inMemoryRole,
  machineNamed,
  outcomes,
  publications,
} from "@lambdastack/core/role-testing";
import { describe, expect, it } from "vitest";
import apply from "./apply/index.ts";
import test from "./test/index.ts";

const role = inMemoryRole(import.meta.dirname, { apply, test });
const dropIn = "unit:prometheus-node-exporter.service.d/lambdastack.conf";

/** The document of the old products, with another port. */
const old = {
  disable_helm_chart: false,
  helm_chart_values: { service: { port: 9100, targetPort: 9100 } },
  files: { node_exporter_helm_chart_file_name: "node-exporter-1.1.2.tgz" },
  enabled_collectors: ["systemd", "uname"],
  config_flags: [
    "--web.listen-address=:9200",
    "--log.level=info",
    "--collector.diskstats.ignored-devices=^(ram|loop|fd)\\d+$",
    '--collector.netdev.device-blacklist="^$"',
    '--collector.systemd.unit-whitelist="(kafka\\.service|zookeeper\\.service)"',
  ],
  web_listen_port: "9100",
  config_for_prometheus: {
    exporter_listen_port: "9200",
    prometheus_config_dir: "/etc/prometheus",
    file_sd_labels: [
      { label: "job", value: "machines" },
      { label: "site", value: "north" },
    ],
  },
};

describe("node-exporter apply", () => {
  it("renders its defaults", async () => {
    const all = await outcomes(role, "apply");

    expect(all.map(({ id }) => id)).toEqual([
      "package:prometheus-node-exporter",
      dropIn,
      "service:prometheus-node-exporter.service",
    ]);
    await expect(contentOf(all, dropIn)).toMatchFileSnapshot("__golden__/defaults.conf");
  });

  it("lets a document of the old products take effect, and says what replaces the rest", async () => {
    const all = await outcomes(role, "apply", { specification: old });

    await expect(contentOf(all, dropIn)).toMatchFileSnapshot("__golden__/old-document.conf");
    expect(configured(role, old).warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining("disable_helm_chart"),
      expect.stringContaining("helm_chart_values"),
      expect.stringContaining("files"),
      expect.stringContaining("prometheus_config_dir"),
    ]);
  });

  it("keeps hostile flags as one word each", async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a hostile value, not a template
    const config_flags = ["--log.format=$(touch /x) \"a\" 'b' %n {{x}} ${HOME} ; -rf"];

    const all = await outcomes(role, "apply", { specification: { config_flags } });

    expect(contentOf(all, dropIn).trim().split("\n").at(-1)).toBe(
      '  "--log.format=$$(touch /x) \\"a\\" \'b\' %%n {{x}} $${HOME} ; -rf"',
    );
  });

  it.each([
    ["a flag with a line break", { config_flags: ["--a=b\nExecStart=/bin/sh"] }],
    ["a word that is no flag", { config_flags: ["-rf"] }],
    ["a collector that does not exist", { enabled_collectors: ["meminfoo"] }],
    ["a port with more than a port", { web_listen_port: "9100 --x" }],
    ["an address with a blank", { web_listen_address: "a b" }],
  ])("refuses %s", (_what, specification) => {
    expect(() => configured(role, specification)).toThrow();
  });

  it("publishes where it listens", async () => {
    const standard = await publications(role);
    const moved = await publications(role, { specification: { web_listen_port: 9111 } });
    const given = await publications(role, { specification: old });

    expect(standard).toEqual({ exporter: { job: "node", port: 9100, path: "/metrics", labels: {} } });
    expect(moved).toMatchObject({ exporter: { port: 9111 } });
    expect(given).toEqual({ exporter: { job: "machines", port: 9200, path: "/metrics", labels: { site: "north" } } });
  });
});

describe("node-exporter test", () => {
  it("asks for the name of the machine", async () => {
    const all = await outcomes(role, "test", { machines: [machineNamed("demo-web-1", 11)] });

    expect(all[1]?.props).toMatchObject({ url: "http://127.0.0.1:9100/metrics", contains: "node_uname_info{" });
  });
});
