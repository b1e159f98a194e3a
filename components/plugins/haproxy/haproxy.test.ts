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
const configuration = "file:/etc/haproxy/haproxy.cfg";
const balancer = machineNamed("demo-load-balancer-1", 20, { component: "load_balancer", roles: ["haproxy"] });
const web = [1, 2].map((n) => machineNamed(`demo-web-${n}`, 10 + n, { roles: ["hello-web"], index: n }));
const machines = [balancer, ...web];

/** The document of the old products, with a second backend. */
const old = {
  logs_max_days: 30,
  self_signed_concatenated_cert_name: "self-signed-test.tld.pem",
  haproxy_log_path: "/var/log/balancer.log",
  stats: {
    enable: true,
    bind_address: "127.0.0.1:9000",
    uri: "/haproxy?stats",
    user: "operations",
    password: "s3cret",
  },
  frontend: [{ name: "https_front", port: 443, https: true, backend: ["http_back1", "http_back2"] }],
  backend: [
    { name: "http_back1", server_groups: ["kubernetes_node"], port: 30104 },
    { name: "http_back2", servers: [{ name: "node1", address: "vm1.domain.com" }], port: 30104 },
  ],
};

describe("haproxy apply", () => {
  it("sends requests to the machines of the component web", async () => {
    const all = await outcomes(role, "apply", { machines });

    await expect(contentOf(all, configuration)).toMatchFileSnapshot("__golden__/defaults.cfg");
  });

  it("lets a document of the old products take effect", async () => {
    const node = machineNamed("demo-node-1", 31, { component: "kubernetes_node", roles: ["kubernetes-node"] });

    const all = await outcomes(role, "apply", { machines: [balancer, node], specification: old });

    await expect(contentOf(all, configuration)).toMatchFileSnapshot("__golden__/old-document.cfg");
    await expect(contentOf(all, "file:/etc/rsyslog.d/49-haproxy.conf")).toMatchFileSnapshot("__golden__/rsyslog.conf");
    await expect(contentOf(all, "file:/etc/logrotate.d/haproxy")).toMatchFileSnapshot("__golden__/logrotate");
    expect(contentOf(all, "file:/etc/haproxy/stats-password")).toBe("secret(haproxy-default-stats-password)\n");
  });

  it("makes a certificate before HAProxy checks the configuration that names it", async () => {
    const all = await outcomes(role, "apply", { machines, specification: old });

    const ids = all.map(({ id }) => id);
    expect(ids.indexOf("command:haproxy self-signed certificate")).toBeGreaterThan(0);
    expect(ids.indexOf("command:haproxy self-signed certificate")).toBeLessThan(ids.indexOf(configuration));
  });

  it("uses the certificate that is given, and makes none", async () => {
    const certificate = { chain: "-----BEGIN CERTIFICATE-----\nAA", private_key: "key" };

    const all = await outcomes(role, "apply", { machines, specification: { ...old, certificate } });

    const pem = all.find(({ id }) => id === "file:/etc/ssl/haproxy/given.pem");
    expect(pem).toMatchObject({ sensitive: true, props: { mode: "0600" } });
    expect(all.map(({ id }) => id)).not.toContain("command:haproxy self-signed certificate");
  });

  it("keeps secrets out of the configuration, so that the plan can show its difference", async () => {
    const all = await outcomes(role, "apply", { machines });

    expect(all.filter(({ sensitive }) => sensitive).map(({ id }) => id)).toEqual(["file:/etc/haproxy/stats-password"]);
  });

  it("finds a group by role, by component and by prefix, each machine once", async () => {
    const groups = ["hello_web", "web", "component_web"];
    const specification = { backend: [{ name: "web", server_groups: groups, port: 8080 }] };

    const all = await outcomes(role, "apply", { machines, specification });

    expect(contentOf(all, configuration).match(/^ {2}server .*/gm)).toEqual([
      "  server demo-web-1 192.0.2.11:8080 check",
      "  server demo-web-2 192.0.2.12:8080 check",
    ]);
  });

  it("keeps hostile values as values", async () => {
    const stats = { user: "$(touch /x) 'a' \"b\" {{x}} #", uri: "/..$(x)'\"{{x}}" };

    const all = await outcomes(role, "apply", { machines, specification: { stats } });

    const lines = contentOf(all, configuration).split("\n");
    expect(lines).toContain(
      "  acl stats_user http_auth_user -m str -- $(touch\\ /x)\\ \\'a\\'\\ \\\"b\\\"\\ {{x}}\\ \\#",
    );
    expect(lines).toContain("  stats uri /..$(x)\\'\\\"{{x}}");
  });

  it.each([
    ["a line break in a name", { stats: { user: "a\nglobal" } }],
    ["a path out of the log directory", { haproxy_log_path: "/var/log/../../x" }],
    ["a certificate out of its directory", { self_signed_concatenated_cert_name: "../x" }],
    ["a backend with a blank", { backend: [{ name: "a b", port: 1 }] }],
    ["an address with an option", { backend: [{ name: "a", port: 1, servers: [{ name: "s", address: "-rf" }] }] }],
  ])("refuses %s", (_what, specification) => {
    expect(() => configured(role, specification)).toThrow();
  });

  it("names an unknown backend and the known ones", async () => {
    const frontend = [{ name: "front", port: 80, backend: ["wbe"] }];

    const run = outcomes(role, "apply", { machines, specification: { frontend } });

    await expect(run).rejects.toMatchObject({ code: "haproxy-unknown-backend", hint: "Backends are: web." });
  });

  it("publishes its metrics where they are offered", async () => {
    const on = await publications(role, { machines });
    const off = await publications(role, { machines, specification: { metrics: { enable: false, port: 9101 } } });

    expect(on).toEqual({ exporter: { job: "haproxy", port: 9101, path: "/metrics" } });
    expect(off).toEqual({});
  });
});

describe("haproxy test", () => {
  it("looks at every frontend, every server, the statistics and the metrics", async () => {
    const all = await outcomes(role, "test", { machines });

    expect(all.map(({ id }) => id)).toEqual([
      "check:haproxy service is active",
      "check:haproxy accepts its configuration",
      "port:80",
      "http:haproxy sees demo-web-1 of web up",
      "http:haproxy sees demo-web-2 of web up",
      "http:haproxy asks for a login before its statistics",
      "http:haproxy offers metrics",
    ]);
  });
});
